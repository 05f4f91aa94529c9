using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace AiBridge.Contracts.Providers;

/// <summary>What all callers together may use of a provider.</summary>
public sealed record ProviderLimitsOptions
{
    [Range(0, 1_000_000)]
    [Description("Requests per minute; 0 is no limit.")]
    public int RequestsPerMinute { get; init; }

    [Range(0, 1_000_000)]
    [Description("Requests in flight; 0 is no limit.")]
    public int ConcurrentRequests { get; init; }
}
