using System.ComponentModel;

namespace AiBridge.Contracts.Providers;

/// <summary>What a test shall ask.</summary>
public sealed record ProviderTestBodyDto
{
    [Description("The model to ask for one token; absent: the model list is asked for.")]
    public string? Model { get; init; }
}

/// <param name="Success">Every key was taken; of a provider without keys, the upstream answered.</param>
/// <param name="LatencyMs">Milliseconds of the fastest good answer.</param>
/// <param name="Model">The model that was asked; null when only the list was.</param>
/// <param name="Error">A word and what it means; null when all went well.</param>
/// <param name="Keys">One a key, in order; none for a provider that sends none.</param>
public sealed record ProviderTestDto(bool Success, long LatencyMs, string? Model, string? Error, IReadOnlyList<ProviderTestKeyDto> Keys);

/// <param name="Hint">The masked key.</param>
/// <param name="Success">The upstream took it and answered.</param>
/// <param name="Error">A word and what it means; null when all went well.</param>
public sealed record ProviderTestKeyDto(string Hint, bool Success, string? Error);

/// <param name="Items">In the upstream's order.</param>
/// <param name="FetchedAt">When the upstream was asked.</param>
/// <param name="Cached">An earlier request asked it.</param>
public sealed record ProviderModelsDto(IReadOnlyList<ProviderModelDto> Items, DateTimeOffset FetchedAt, bool Cached);

/// <param name="Id">What requests name it by.</param>
/// <param name="DisplayName">Null when the upstream gives none.</param>
/// <param name="OwnedBy">Null when the upstream does not say.</param>
public sealed record ProviderModelDto(string Id, string? DisplayName, string? OwnedBy);
