using System.Text;
using System.Text.Json;
using AiBridge.Contracts.Ai;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace AiBridge.Chat;

/// <summary>A streamed answer as it goes to the caller, in server-sent events.</summary>
internal sealed class ChatEventStream(HttpContext context, TimeProvider clock)
{
    /// <summary>A model may think for minutes, and boxes in between end what is silent.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(10);

    private readonly JsonSerializerOptions _json = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
    private long _lastSent;

    public async Task BeginAsync()
    {
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers["X-Accel-Buffering"] = "no";
        await response.StartAsync(context.RequestAborted);
        await response.Body.FlushAsync(context.RequestAborted);
        _lastSent = clock.GetTimestamp();
    }

    public Task DeltaAsync(string text) => SendAsync(ChatEvents.Delta, new ChatDeltaDto(text));

    public Task DoneAsync(ChatDoneDto done) => SendAsync(ChatEvents.Done, done);

    public Task ErrorAsync(ChatErrorDto error) => SendAsync(ChatEvents.Error, error);

    /// <summary>Something goes on that is not for the caller.</summary>
    public Task KeepAliveAsync() => clock.GetElapsedTime(_lastSent) < LongestSilence ? Task.CompletedTask : WriteAsync(": \n\n"u8.ToArray());

    private Task SendAsync<T>(string name, T data) => WriteAsync([.. "event: "u8, .. Encoding.UTF8.GetBytes(name), .. "\ndata: "u8, .. JsonSerializer.SerializeToUtf8Bytes(data, _json), .. "\n\n"u8]);

    private async Task WriteAsync(byte[] bytes)
    {
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        _lastSent = clock.GetTimestamp();
    }
}
