using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using AiBridge.Contracts;
using AiBridge.Contracts.Records;

namespace AiBridge.Client;

/// <summary>What was recorded, and what happens now.</summary>
public sealed class InterceptionsClient
{
    private const string Path = "api/v1/interceptions";

    private readonly ApiConnection _api;

    internal InterceptionsClient(ApiConnection api) => _api = api;

    /// <summary>All that fit, newest first, from the filter's cursor on.</summary>
    public IAsyncEnumerable<InterceptionDto> ListAsync(InterceptionFilter? filter = null, CancellationToken cancellation = default) =>
        _api.ListAsync<InterceptionDto>(Path, ApiQuery.Of(filter), cancellation);

    public Task<Page<InterceptionDto>> PageAsync(InterceptionFilter? filter = null, CancellationToken cancellation = default) =>
        _api.GetAsync<Page<InterceptionDto>>(Path + ApiQuery.Of(filter), cancellation);

    /// <summary>One with all that was recorded of it.</summary>
    public Task<InterceptionDetailDto> GetAsync(Guid id, CancellationToken cancellation = default) =>
        _api.GetAsync<InterceptionDetailDto>($"{Path}/{id:D}", cancellation);

    /// <summary>
    /// What happens from now on, or since the event that was read last. Ends when the bridge goes down or the token may no longer; when the connection is lost, an
    /// <see cref="HttpRequestException"/> or <see cref="IOException"/> says so. Begin again with the last <see cref="LiveEvent.Id"/> then.
    /// </summary>
    public async IAsyncEnumerable<LiveEvent> LiveAsync(LiveFilter? filter = null, string? lastEventId = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var answer = await _api.OpenAsync(HttpMethod.Get, $"{Path}/live{ApiQuery.Of(filter)}", body: null, lastEventId, cancellation).ConfigureAwait(false);
        await using var opened = answer.ConfigureAwait(false);
        var body = new WatchedBody(answer.Body, _api.Clock);
        await using var watched = body.ConfigureAwait(false);
        await foreach (var item in SseParser.Create(body).EnumerateAsync(cancellation).ConfigureAwait(false))
            yield return Read(item, answer.Response);
    }

    private static LiveEvent Read(SseItem<string> item, HttpResponseMessage response)
    {
        try
        {
            return item.EventType switch
            {
                LiveEventNames.Opened => new LiveOpened(item.EventId, Read<InterceptionDto>(item)),
                LiveEventNames.FirstToken => new LiveFirstToken(item.EventId, Read<LiveFirstTokenDto>(item)),
                LiveEventNames.Progress => new LiveProgress(item.EventId, Read<LiveProgressDto>(item)),
                LiveEventNames.Closed => new LiveClosed(item.EventId, Read<InterceptionDto>(item)),
                LiveEventNames.Gap => new LiveGap(item.EventId, Read<LiveGapDto>(item).Missed),
                var name => new LiveOther(item.EventId, name, item.Data),
            };
        }
        catch (JsonException fault)
        {
            throw ApiError.Unreadable(response, fault);
        }
    }

    private static T Read<T>(SseItem<string> item) => JsonSerializer.Deserialize(item.Data, ApiJson.Type<T>()) ?? throw new JsonException("null");
}
