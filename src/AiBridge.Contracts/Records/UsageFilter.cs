using System.ComponentModel;

namespace AiBridge.Contracts.Records;

/// <summary>What usage is added up of, and how.</summary>
public sealed record UsageFilter
{
    [Description("Started at this time or later.")]
    public string? From { get; init; }

    [Description("Started before this time.")]
    public string? To { get; init; }

    [Description("day, model, providerName, projectId, client, initiatorId; joined with commas.")]
    public string? GroupBy { get; init; }

    [Description("For administrators: one project. Others see their own only.")]
    public string? ProjectId { get; init; }
}
