using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace AiBridge.Contracts.Records;

/// <summary>The usage of one group.</summary>
public sealed record UsageDto : UsageFieldsDto
{
    [JsonConstructor]
    public UsageDto()
    {
    }

    [SetsRequiredMembers]
    public UsageDto(IReadOnlyDictionary<string, string?> group, UsageFieldsDto totals)
        : base(totals) => Group = group;

    /// <summary>The values of <c>groupBy</c> by name; <c>day</c> is a UTC date such as <c>2026-05-04</c>. Empty when nothing was asked for.</summary>
    [JsonPropertyOrder(-1)]
    public required IReadOnlyDictionary<string, string?> Group { get; init; } = new Dictionary<string, string?>();
}

public sealed record UsageReportDto(IReadOnlyList<UsageDto> Items);
