using System.Text.Json.Nodes;
using AiBridge.Contracts;
using AiBridge.Contracts.Providers;

namespace AiBridge.Client;

/// <summary>A project's own providers.</summary>
public sealed class AiProvidersClient
{
    private const string Path = "api/v1/ai-providers";

    private readonly ApiConnection _api;

    internal AiProvidersClient(ApiConnection api) => _api = api;

    /// <summary>All, by id.</summary>
    public IAsyncEnumerable<AiProviderDto> ListAsync(PageQuery? query = null, CancellationToken cancellation = default) => _api.ListAsync<AiProviderDto>(Path, ApiQuery.Of(query), cancellation);

    public Task<Versioned<AiProviderDto>> GetAsync(string id, CancellationToken cancellation = default) =>
        _api.SendAsync<AiProviderDto>(HttpMethod.Get, Of(id), null, null, cancellation);

    public Task<Versioned<AiProviderDto>> CreateAsync(AiProviderBodyDto provider, CancellationToken cancellation = default) =>
        _api.SendAsync<AiProviderDto>(HttpMethod.Post, Path, ApiJson.Content(provider), null, cancellation);

    /// <param name="id"><c>aip_…</c></param>
    /// <param name="changes">What is absent stays, null clears.</param>
    /// <param name="ifMatch">The version that is meant; any when null.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task<Versioned<AiProviderDto>> UpdateAsync(string id, JsonObject changes, string? ifMatch = null, CancellationToken cancellation = default) =>
        _api.SendAsync<AiProviderDto>(HttpMethod.Patch, Of(id), ApiJson.Content(changes), ifMatch, cancellation);

    public Task DeleteAsync(string id, string? ifMatch = null, CancellationToken cancellation = default) => _api.SendAsync(HttpMethod.Delete, Of(id), ifMatch, cancellation);

    private static string Of(string id) => $"{Path}/{ApiQuery.Segment(id)}";
}
