using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AiBridge.Benchmarks.Roles;

/// <summary>Takes what comes by OTLP over HTTP, at once or so late that every exporter has given up, and counts it.</summary>
internal static class CollectorRole
{
    public const string Name = "collector";
    public const string Prompt = "prompt";
    public const string Slow = "slow";

    /// <summary>Where the counts are read.</summary>
    public const string Counts = "/counts";

    /// <summary>Longer than an exporter waits.</summary>
    private static readonly TimeSpan TooLate = TimeSpan.FromMinutes(1);

    /// <param name="manner"><see cref="Prompt"/> or <see cref="Slow"/>.</param>
    public static async Task RunAsync(string manner)
    {
        var bytes = new ConcurrentDictionary<string, long>();
        await using var app = await LoopbackApp.StartAsync(static _ => { }, app =>
        {
            app.MapGet(Counts, context => context.Response.WriteAsJsonAsync(bytes));
            app.MapPost("/v1/{signal}", async context =>
            {
                var length = 0L;
                while (await context.Request.BodyReader.ReadAsync() is var read)
                {
                    length += read.Buffer.Length;
                    context.Request.BodyReader.AdvanceTo(read.Buffer.End);
                    if (read.IsCompleted)
                        break;
                }

                bytes.AddOrUpdate(context.Request.RouteValues["signal"]!.ToString()!, length, (_, sum) => sum + length);
                if (manner == Slow)
                    await Task.Delay(TooLate, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                context.Response.ContentType = "application/x-protobuf";
            });
        });
        await new ReadyLine(app.Urls.First()).ServeUntilReleasedAsync();
    }
}
