using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using AiBridge.Contracts.Ai;

namespace AiBridge.Client;

/// <summary>Chat with the model that the token's project is configured for, its configuration, and what it took.</summary>
public sealed class AiClient
{
    private const string Config = "v1/ai/config";
    private const string Chat = "v1/ai/chat";

    private readonly ApiConnection _api;

    internal AiClient(ApiConnection api) => _api = api;

    /// <summary>Whom the project's chat asks: by its own configuration, else by the server's default.</summary>
    public Task<Versioned<AiConfigDto>> GetConfigAsync(CancellationToken cancellation = default) =>
        _api.SendAsync<AiConfigDto>(HttpMethod.Get, Config, null, null, cancellation);

    /// <summary>Replaces the project's configuration as a whole.</summary>
    /// <param name="config">All there shall be. Without a key the stored one stays, while provider and destination do.</param>
    /// <param name="removeApiKey">The stored key shall go.</param>
    /// <param name="ifMatch">The version that is meant; any when null.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task<Versioned<AiConfigDto>> SetConfigAsync(AiConfigBodyDto config, bool removeApiKey = false, string? ifMatch = null, CancellationToken cancellation = default)
    {
        var body = (JsonObject)JsonSerializer.SerializeToNode(config, ApiJson.Type<AiConfigBodyDto>())!;
        if (removeApiKey)
            body["apiKey"] = null;
        return _api.SendAsync<AiConfigDto>(HttpMethod.Put, Config, ApiJson.Content(body), ifMatch, cancellation);
    }

    /// <summary>Goes back to the server's default.</summary>
    public Task ClearConfigAsync(string? ifMatch = null, CancellationToken cancellation = default) => _api.SendAsync(HttpMethod.Delete, Config, ifMatch, cancellation);

    /// <summary>One answer, whole. It is asked for once and takes as long as the model does: cancel it when that is too long.</summary>
    public Task<ChatResponseDto> ChatAsync(ChatRequestDto request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _api.SendSlowAsync<ChatResponseDto>(HttpMethod.Post, Chat, ApiJson.Content(request with { Stream = false }), cancellation);
    }

    /// <summary>One answer, as it comes: any number of <see cref="ChatDelta"/> and a <see cref="ChatDone"/>. Leaving the loop ends the call upstream.</summary>
    /// <exception cref="AiBridgeException">It was refused, or failed on the way: <see cref="AiBridgeException.Code"/> says how.</exception>
    public async IAsyncEnumerable<ChatEvent> StreamAsync(ChatRequestDto request, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var answer = await _api.OpenAsync(HttpMethod.Post, Chat, ApiJson.Content(request with { Stream = true }), lastEventId: null, cancellation).ConfigureAwait(false);
        await using var opened = answer.ConfigureAwait(false);
        await foreach (var item in SseParser.Create(answer.Body).EnumerateAsync(cancellation).ConfigureAwait(false))
        {
            var read = Read(item, answer.Response);
            answer.IsWhole = read is ChatDone;
            yield return read;
            if (answer.IsWhole)
                yield break;
        }

        throw ApiError.InStream(answer.Response, AiBridgeException.InvalidAnswer, "The answer ended before it was whole.");
    }

    /// <summary>What the project's calls took, by model and by day.</summary>
    public Task<AiStatsDto> StatsAsync(CancellationToken cancellation = default) => _api.GetAsync<AiStatsDto>("v1/stats", cancellation);

    private static ChatEvent Read(SseItem<string> item, HttpResponseMessage response)
    {
        try
        {
            return item.EventType switch
            {
                ChatEvents.Delta => new ChatDelta(JsonSerializer.Deserialize(item.Data, ApiJson.Type<ChatDeltaDto>())!.Text),
                ChatEvents.Done => JsonSerializer.Deserialize(item.Data, ApiJson.Type<ChatDoneDto>()) is { } done ? new ChatDone(done.FinishReason, done.Usage) : throw new JsonException("null"),
                ChatEvents.Error => throw Failed(JsonSerializer.Deserialize(item.Data, ApiJson.Type<ChatErrorDto>()), response),
                var name => new ChatOther(name, item.Data),
            };
        }
        catch (JsonException fault)
        {
            throw ApiError.Unreadable(response, fault);
        }
    }

    private static AiBridgeException Failed(ChatErrorDto? error, HttpResponseMessage response) =>
        ApiError.InStream(response, error?.Code ?? AiBridgeException.InvalidAnswer, error?.Message ?? "The answer failed.");
}
