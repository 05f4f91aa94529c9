using System.Text.Json.Nodes;
using AiBridge.Contracts.Projects;

namespace AiBridge.Client;

/// <summary>A project's bridge tokens.</summary>
public sealed class TokensClient
{
    private readonly ApiConnection _api;

    internal TokensClient(ApiConnection api) => _api = api;

    /// <summary>All, revoked ones too, by id.</summary>
    public IAsyncEnumerable<TokenDto> ListAsync(string projectId, CancellationToken cancellation = default) => _api.ListAsync<TokenDto>(Of(projectId), "", cancellation);

    /// <summary>Makes one. The answer holds the token itself, this once.</summary>
    public async Task<IssuedTokenDto> CreateAsync(string projectId, TokenBodyDto token, CancellationToken cancellation = default) =>
        await _api.SendAsync<IssuedTokenDto>(HttpMethod.Post, Of(projectId), ApiJson.Content(token), null, cancellation).ConfigureAwait(false);

    /// <param name="projectId"><c>prj_…</c></param>
    /// <param name="tokenId"><c>tok_…</c></param>
    /// <param name="changes"><c>name</c>, <c>actorName</c>, what is left of <c>permissions</c>, an earlier <c>expiresAt</c>; what is absent stays.</param>
    /// <param name="cascade">What is taken away is taken from all tokens that came of it, too.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<TokenDto> UpdateAsync(string projectId, string tokenId, JsonObject changes, bool cascade = false, CancellationToken cancellation = default) =>
        await _api.SendAsync<TokenDto>(HttpMethod.Patch, Of(projectId, tokenId, cascade), ApiJson.Content(changes), null, cancellation).ConfigureAwait(false);

    /// <summary>It stops at once.</summary>
    /// <param name="projectId"><c>prj_…</c></param>
    /// <param name="tokenId"><c>tok_…</c></param>
    /// <param name="cascade">All tokens that came of it stop, too.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task RevokeAsync(string projectId, string tokenId, bool cascade = false, CancellationToken cancellation = default) =>
        _api.SendAsync(HttpMethod.Delete, Of(projectId, tokenId, cascade), null, cancellation);

    private static string Of(string projectId) => $"api/v1/projects/{ApiQuery.Segment(projectId)}/tokens";

    private static string Of(string projectId, string tokenId, bool cascade) => $"{Of(projectId)}/{ApiQuery.Segment(tokenId)}{ApiQuery.With("", "cascade", cascade)}";
}
