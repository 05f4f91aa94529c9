using System.Text.Json.Nodes;
using AiBridge.Contracts.Providers;

namespace AiBridge.Client;

/// <summary>Server-wide providers.</summary>
public sealed class ProvidersClient
{
    private const string Path = "api/v1/providers";

    private readonly ApiConnection _api;

    internal ProvidersClient(ApiConnection api) => _api = api;

    /// <summary>All, of configuration and store, by name.</summary>
    public IAsyncEnumerable<ProviderDto> ListAsync(CancellationToken cancellation = default) => _api.ListAsync<ProviderDto>(Path, "", cancellation);

    /// <param name="name">The provider.</param>
    /// <param name="source"><c>config</c> or <c>store</c>, where both have one of the name; the one that serves when null.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task<Versioned<ProviderDto>> GetAsync(string name, string? source = null, CancellationToken cancellation = default) =>
        _api.SendAsync<ProviderDto>(HttpMethod.Get, Of(name) + ApiQuery.With("", "source", source), null, null, cancellation);

    /// <summary>Adds one. Settings that have their default are not sent.</summary>
    public Task<Versioned<ProviderDto>> CreateAsync(NewProviderBodyDto provider, CancellationToken cancellation = default) =>
        _api.SendAsync<ProviderDto>(HttpMethod.Post, Path, ApiJson.Content(provider), null, cancellation);

    /// <summary>Adds a well-known one. Settings that have their default are the preset's.</summary>
    public Task<Versioned<ProviderDto>> CreateFromPresetAsync(PresetBodyDto provider, CancellationToken cancellation = default) =>
        _api.SendAsync<ProviderDto>(HttpMethod.Post, $"{Path}/from-preset", ApiJson.Content(provider), null, cancellation);

    /// <summary>Changes one of the store.</summary>
    /// <param name="name">The provider.</param>
    /// <param name="changes">A JSON merge patch (RFC 7396): what is absent stays, null goes back to the default.</param>
    /// <param name="ifMatch">The version that is meant; any when null.</param>
    /// <param name="source"><c>store</c>: the stored one, although the configuration has one of the name.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task<Versioned<ProviderDto>> UpdateAsync(string name, JsonObject changes, string? ifMatch = null, string? source = null, CancellationToken cancellation = default) =>
        _api.SendAsync<ProviderDto>(HttpMethod.Put, Of(name) + ApiQuery.With("", "source", source), ApiJson.Content(changes), ifMatch, cancellation);

    /// <inheritdoc cref="UpdateAsync" path="/param"/>
    public Task DeleteAsync(string name, string? ifMatch = null, string? source = null, CancellationToken cancellation = default) =>
        _api.SendAsync(HttpMethod.Delete, Of(name) + ApiQuery.With("", "source", source), ifMatch, cancellation);

    /// <summary>Calls the upstream once with each key.</summary>
    /// <param name="name">The provider.</param>
    /// <param name="model">Asked for one token; null: the model list is asked for.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<ProviderTestDto> TestAsync(string name, string? model = null, CancellationToken cancellation = default) =>
        await _api.SendAsync<ProviderTestDto>(HttpMethod.Post, $"{Of(name)}/test", ApiJson.Content(new ProviderTestBodyDto { Model = model }), null, cancellation).ConfigureAwait(false);

    /// <summary>The models that the upstream lists.</summary>
    public Task<ProviderModelsDto> ModelsAsync(string name, CancellationToken cancellation = default) => _api.GetAsync<ProviderModelsDto>($"{Of(name)}/models", cancellation);

    /// <summary>What the bridge has learnt of its keys and circuits.</summary>
    public Task<ProviderHealthDto> HealthAsync(string name, CancellationToken cancellation = default) => _api.GetAsync<ProviderHealthDto>($"{Of(name)}/health", cancellation);

    /// <summary>Well-known providers that can be added by name.</summary>
    public IAsyncEnumerable<ProviderPresetDto> PresetsAsync(CancellationToken cancellation = default) => _api.ListAsync<ProviderPresetDto>($"{Path}/presets", "", cancellation);

    /// <summary>The types, and every setting of a provider.</summary>
    public Task<ProviderTypesDto> TypesAsync(CancellationToken cancellation = default) => _api.GetAsync<ProviderTypesDto>("api/v1/provider-types", cancellation);

    private static string Of(string name) => $"{Path}/{ApiQuery.Segment(name)}";
}
