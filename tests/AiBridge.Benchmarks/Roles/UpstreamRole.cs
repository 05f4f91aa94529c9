using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AiBridge.Benchmarks.Roles;

/// <summary>A provider that costs as little as possible: reads the request, answers fixed bytes in the manner the request asks for.</summary>
internal static class UpstreamRole
{
    public const string Name = "upstream";
    public const string MannerHeader = "x-manner";

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(1);

    public static async Task RunAsync()
    {
        await using var app = await LoopbackApp.StartAsync(static _ => { }, static app => app.MapPost("/v1/messages", AnswerAsync));
        await new ReadyLine(app.Urls.First()).ServeUntilReleasedAsync();
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        await DrainAsync(context.Request);
        var response = context.Response;
        switch (Enum.Parse<Manner>(context.Request.Headers[MannerHeader].ToString()))
        {
            case Manner.Blocking:
                response.ContentType = "application/json";
                response.ContentLength = Answers.Blocking.Length;
                await response.Body.WriteAsync(Answers.Blocking);
                break;
            case Manner.Stream:
                await WriteAsync(response, Answers.Events, TimeSpan.Zero);
                break;
            case Manner.PacedStream:
                await WriteAsync(response, Answers.Events, Pace);
                break;
            case Manner.HeldStream:
                await WriteAsync(response, Answers.Events.AsMemory(0, 8), TimeSpan.Zero);
                var left = new TaskCompletionSource();
                await using (context.RequestAborted.Register(left.SetResult))
                    await left.Task;
                break;
        }
    }

    private static async Task DrainAsync(HttpRequest request)
    {
        while (true)
        {
            var read = await request.BodyReader.ReadAsync();
            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return;
        }
    }

    private static async Task WriteAsync(HttpResponse response, ReadOnlyMemory<byte[]> events, TimeSpan pause)
    {
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache";
        for (var i = 0; i < events.Length; i++)
        {
            await response.Body.WriteAsync(events.Span[i]);
            await response.Body.FlushAsync();
            if (pause > TimeSpan.Zero)
                await Task.Delay(pause);
        }
    }
}
