using System.Runtime.CompilerServices;
using System.Text.Json;
using AiBridge.Contracts;
using AiBridge.Contracts.Audit;

namespace AiBridge.Client;

/// <summary>Who wrote what.</summary>
public sealed class AuditClient
{
    private const string Path = "api/v1/audit";

    private readonly ApiConnection _api;

    internal AuditClient(ApiConnection api) => _api = api;

    /// <summary>All that fit, newest first, from the page's cursor on.</summary>
    public IAsyncEnumerable<AuditDto> ListAsync(AuditQuery? query = null, CursorQuery? page = null, CancellationToken cancellation = default) =>
        _api.ListAsync<AuditDto>(Path, QueryOf(query, page), cancellation);

    public Task<Page<AuditDto>> PageAsync(AuditQuery? query = null, CursorQuery? page = null, CancellationToken cancellation = default) =>
        _api.GetAsync<Page<AuditDto>>(Path + QueryOf(query, page), cancellation);

    /// <summary>The same in one stream, oldest first.</summary>
    public async IAsyncEnumerable<AuditDto> ExportAsync(AuditQuery? query = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var answer = await _api.OpenAsync(HttpMethod.Get, $"{Path}/export{ApiQuery.Of(query)}", body: null, lastEventId: null, cancellation).ConfigureAwait(false);
        await using var opened = answer.ConfigureAwait(false);
        var entries = JsonSerializer.DeserializeAsyncEnumerable(answer.Body, ApiJson.Type<AuditDto>(), topLevelValues: true, cancellation).GetAsyncEnumerator(cancellation);
        await using var open = entries.ConfigureAwait(false);
        while (await NextAsync(entries, answer.Response).ConfigureAwait(false) is { } entry)
            yield return entry;
    }

    private static string QueryOf(AuditQuery? query, CursorQuery? page) =>
        ApiQuery.With(ApiQuery.With(ApiQuery.Of(query), "limit", page?.Limit), "cursor", page?.Cursor);

    private static async ValueTask<AuditDto?> NextAsync(IAsyncEnumerator<AuditDto?> entries, HttpResponseMessage response)
    {
        try
        {
            return await entries.MoveNextAsync().ConfigureAwait(false) ? entries.Current : null;
        }
        catch (JsonException fault)
        {
            throw ApiError.Unreadable(response, fault);
        }
    }
}
