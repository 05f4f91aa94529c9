using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using AiBridge.Contracts.Records;

namespace AiBridge.Contracts.Ai;

/// <summary>What a project's calls took, and whom its chat asks now.</summary>
public sealed record AiStatsDto : UsageFieldsDto
{
    [JsonConstructor]
    public AiStatsDto()
    {
    }

    [SetsRequiredMembers]
    public AiStatsDto(UsageFieldsDto totals)
        : base(totals)
    {
    }

    [Description("As in the configuration in force; null when nobody can be asked."), JsonPropertyOrder(-1)]
    public required string? Provider { get; init; }

    [Description("The model that is asked when a request names none."), JsonPropertyOrder(-1)]
    public required string? Model { get; init; }

    [Description("project or server: whose configuration is in force."), JsonPropertyOrder(-1)]
    public required string Source { get; init; } = "";

    [Description("By the model that was asked for."), JsonPropertyOrder(1)]
    public required IReadOnlyList<AiModelUsageDto> ByModel { get; init; } = [];

    [Description("By UTC day, the latest first."), JsonPropertyOrder(1)]
    public required IReadOnlyList<AiDayUsageDto> ByDay { get; init; } = [];
}

/// <summary>The usage of one model.</summary>
public sealed record AiModelUsageDto : UsageFieldsDto
{
    [JsonConstructor]
    public AiModelUsageDto()
    {
    }

    [SetsRequiredMembers]
    public AiModelUsageDto(string? model, UsageFieldsDto totals)
        : base(totals) => Model = model;

    [JsonPropertyOrder(-1)]
    public required string? Model { get; init; }
}

/// <summary>The usage of one day.</summary>
public sealed record AiDayUsageDto : UsageFieldsDto
{
    [JsonConstructor]
    public AiDayUsageDto()
    {
    }

    [SetsRequiredMembers]
    public AiDayUsageDto(string day, UsageFieldsDto totals)
        : base(totals) => Day = day;

    [Description("A UTC date such as 2026-05-04."), JsonPropertyOrder(-1)]
    public required string Day { get; init; } = "";
}
