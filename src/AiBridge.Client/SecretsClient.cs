using System.Text.Json.Nodes;
using AiBridge.Contracts;
using AiBridge.Contracts.Secrets;

namespace AiBridge.Client;

/// <summary>Stored secrets. Values never come back.</summary>
public sealed class SecretsClient
{
    private const string Path = "api/v1/secrets";

    private readonly ApiConnection _api;

    internal SecretsClient(ApiConnection api) => _api = api;

    /// <summary>All, by id.</summary>
    public IAsyncEnumerable<SecretDto> ListAsync(PageQuery? query = null, CancellationToken cancellation = default) => _api.ListAsync<SecretDto>(Path, ApiQuery.Of(query), cancellation);

    public Task<Versioned<SecretDto>> GetAsync(string id, CancellationToken cancellation = default) => _api.SendAsync<SecretDto>(HttpMethod.Get, Of(id), null, null, cancellation);

    /// <summary>Stores one in a project, the caller's own where none is named.</summary>
    public Task<Versioned<SecretDto>> CreateAsync(SecretBodyDto secret, CancellationToken cancellation = default) =>
        _api.SendAsync<SecretDto>(HttpMethod.Post, Path, ApiJson.Content(secret), null, cancellation);

    /// <summary>Stores one that belongs to the server, for its providers.</summary>
    public Task<Versioned<SecretDto>> CreateServerWideAsync(string name, string value, CancellationToken cancellation = default) =>
        _api.SendAsync<SecretDto>(HttpMethod.Post, Path, ApiJson.Content(new JsonObject { ["name"] = name, ["value"] = value, ["projectId"] = null }), null, cancellation);

    /// <param name="id"><c>sec_…</c></param>
    /// <param name="changes"><c>name</c>, <c>value</c>; what is absent stays.</param>
    /// <param name="ifMatch">The version that is meant; any when null.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task<Versioned<SecretDto>> UpdateAsync(string id, JsonObject changes, string? ifMatch = null, CancellationToken cancellation = default) =>
        _api.SendAsync<SecretDto>(HttpMethod.Patch, Of(id), ApiJson.Content(changes), ifMatch, cancellation);

    /// <param name="id"><c>sec_…</c></param>
    /// <param name="force">Also when it is in use; else that is <c>secret_in_use</c>.</param>
    /// <param name="ifMatch">The version that is meant; any when null.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task DeleteAsync(string id, bool force = false, string? ifMatch = null, CancellationToken cancellation = default) =>
        _api.SendAsync(HttpMethod.Delete, Of(id) + ApiQuery.With("", "force", force), ifMatch, cancellation);

    private static string Of(string id) => $"{Path}/{ApiQuery.Segment(id)}";
}
