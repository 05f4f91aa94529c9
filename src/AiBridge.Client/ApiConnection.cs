using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using AiBridge.Contracts;

namespace AiBridge.Client;

/// <summary>Sends a request and reads its answer: everything that all groups share.</summary>
/// <param name="root">Ends in a slash.</param>
/// <param name="token">A bridge token.</param>
/// <param name="calls">For what is answered soon.</param>
/// <param name="streams">For what takes as long as it takes, and is sent once.</param>
internal sealed class ApiConnection(Uri root, string token, Func<HttpClient> calls, Func<HttpClient> streams)
{
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public HttpClient OfCalls() => calls();

    public async Task<T> GetAsync<T>(string path, CancellationToken cancellation) =>
        await SendAsync<T>(HttpMethod.Get, path, null, null, cancellation).ConfigureAwait(false);

    /// <summary>With the resource's version.</summary>
    /// <param name="method">How.</param>
    /// <param name="path">Under the root, with its query.</param>
    /// <param name="body">What is sent; null for nothing.</param>
    /// <param name="ifMatch">The version that is meant; null for any.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<Versioned<T>> SendAsync<T>(HttpMethod method, string path, HttpContent? body, string? ifMatch, CancellationToken cancellation)
    {
        using var request = Request(method, path, body);
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using var response = await SendAsync(calls(), request, cancellation).ConfigureAwait(false);
        return new Versioned<T>(await ReadAsync<T>(response, cancellation).ConfigureAwait(false), response.Headers.ETag?.ToString());
    }

    /// <summary>Once, and for as long as it takes.</summary>
    public async Task<T> SendSlowAsync<T>(HttpMethod method, string path, HttpContent body, CancellationToken cancellation)
    {
        using var request = Request(method, path, body);
        using var response = await SendAsync(streams(), request, cancellation).ConfigureAwait(false);
        return await ReadAsync<T>(response, cancellation).ConfigureAwait(false);
    }

    /// <summary>A change without an answer.</summary>
    public async Task SendAsync(HttpMethod method, string path, string? ifMatch, CancellationToken cancellation)
    {
        using var request = Request(method, path, null);
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using var response = await SendAsync(calls(), request, cancellation).ConfigureAwait(false);
    }

    /// <summary>All pages of a list, each asked for when it is needed.</summary>
    public async IAsyncEnumerable<T> ListAsync<T>(string path, string query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string? cursor = null;
        do
        {
            var page = await GetAsync<Page<T>>(path + (cursor is null ? query : ApiQuery.With(query, "cursor", cursor)), cancellation).ConfigureAwait(false);
            foreach (var item in page.Items)
                yield return item;
            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }

    /// <summary>A body that is read as it comes.</summary>
    public async Task<StreamedAnswer> OpenAsync(HttpMethod method, string path, HttpContent? body, string? lastEventId, CancellationToken cancellation)
    {
        using var request = Request(method, path, body);
        if (!string.IsNullOrEmpty(lastEventId))
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        var response = await SendAsync(streams(), request, cancellation).ConfigureAwait(false);
        return new StreamedAnswer(response, await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false));
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            var body = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
                return await JsonSerializer.DeserializeAsync(body, ApiJson.Type<T>(), cancellation).ConfigureAwait(false) ?? throw new JsonException("null");
        }
        catch (JsonException fault)
        {
            throw ApiError.Unreadable(response, fault);
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, HttpRequestMessage request, CancellationToken cancellation)
    {
        // Read by us, so that no buffer and no limit of the client's stands between.
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw await ApiError.ReadAsync(response, cancellation).ConfigureAwait(false);
    }

    private HttpRequestMessage Request(HttpMethod method, string path, HttpContent? body) => new(method, new Uri(root, path))
    {
        Content = body,
        Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
    };
}
