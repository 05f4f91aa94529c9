using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace AiBridge.Contracts.Records;

/// <summary>A session: the interceptions that belong together, counted and added up. Where its interceptions differ in client or initiator, one of them is named.</summary>
public sealed record SessionDto : SessionFieldsDto;

/// <summary>A session with its interceptions, oldest first.</summary>
public sealed record SessionDetailDto : SessionFieldsDto
{
    [JsonConstructor]
    public SessionDetailDto()
    {
    }

    [SetsRequiredMembers]
    public SessionDetailDto(SessionFieldsDto fields, Page<InterceptionDto> page)
        : base(fields) => (Items, NextCursor) = page;

    [JsonPropertyOrder(1)]
    public required IReadOnlyList<InterceptionDto> Items { get; init; } = [];

    [JsonPropertyOrder(1)]
    public required string? NextCursor { get; init; }
}

/// <summary>What is told of a session in a list and alone.</summary>
public abstract record SessionFieldsDto
{
    public required string SessionId { get; init; }

    public required string ProjectId { get; init; }

    public required string Client { get; init; }

    public required string InitiatorId { get; init; }

    public required string InitiatorName { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The start of its last interception.</summary>
    public required DateTimeOffset LastActivityAt { get; init; }

    /// <summary>Of the whole session, not of the page.</summary>
    public required UsageTotals Totals { get; init; }
}
