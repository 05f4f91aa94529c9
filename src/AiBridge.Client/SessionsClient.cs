using System.Runtime.CompilerServices;
using AiBridge.Contracts;
using AiBridge.Contracts.Records;

namespace AiBridge.Client;

/// <summary>Interceptions that belong together.</summary>
public sealed class SessionsClient
{
    private const string Path = "api/v1/sessions";

    private readonly ApiConnection _api;

    internal SessionsClient(ApiConnection api) => _api = api;

    /// <summary>All that fit, newest activity first, from the filter's cursor on.</summary>
    public IAsyncEnumerable<SessionDto> ListAsync(SessionFilter? filter = null, CancellationToken cancellation = default) =>
        _api.ListAsync<SessionDto>(Path, ApiQuery.Of(filter), cancellation);

    public Task<Page<SessionDto>> PageAsync(SessionFilter? filter = null, CancellationToken cancellation = default) =>
        _api.GetAsync<Page<SessionDto>>(Path + ApiQuery.Of(filter), cancellation);

    /// <summary>One with its totals and a page of its interceptions, oldest first.</summary>
    public Task<SessionDetailDto> GetAsync(string sessionId, SessionQuery? query = null, CancellationToken cancellation = default) =>
        _api.GetAsync<SessionDetailDto>($"{Path}/{ApiQuery.Segment(sessionId)}{ApiQuery.Of(query)}", cancellation);

    /// <summary>All interceptions of one, oldest first.</summary>
    public async IAsyncEnumerable<InterceptionDto> InterceptionsAsync(string sessionId, SessionQuery? query = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        string? cursor = query?.Cursor;
        do
        {
            var page = await GetAsync(sessionId, (query ?? new SessionQuery()) with { Cursor = cursor }, cancellation).ConfigureAwait(false);
            foreach (var interception in page.Items)
                yield return interception;
            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }
}
