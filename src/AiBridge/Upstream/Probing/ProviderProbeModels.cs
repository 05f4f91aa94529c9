namespace AiBridge.Upstream.Probing;

/// <summary>An upstream's model list.</summary>
/// <param name="Items">In the upstream's order.</param>
/// <param name="FetchedAt">When the upstream was asked.</param>
/// <param name="Cached">It was asked before, for somebody else.</param>
internal sealed record ProviderProbeModels(IReadOnlyList<ProviderProbeModel> Items, DateTimeOffset FetchedAt, bool Cached);

/// <param name="Id">What requests name it by.</param>
/// <param name="DisplayName">Null when the upstream gives none.</param>
/// <param name="OwnedBy">Null when the upstream does not say.</param>
internal sealed record ProviderProbeModel(string Id, string? DisplayName, string? OwnedBy);
