using System.Collections.Concurrent;
using System.Globalization;
using AiBridge.Benchmarks.Roles;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AiBridge.Benchmarks.Soak;

/// <summary>A provider that fails in every way there is, by dice that fall the same in every run.</summary>
internal sealed class SoakUpstreamRole(int seed)
{
    public const string Name = "soak-upstream";
    public const string NumberHeader = "x-soak-number";
    public const string AttemptHeader = "x-soak-attempt";

    private readonly OpenConnections _connections = new();
    private readonly ConcurrentDictionary<int, int> _attempts = new();
    private readonly ConcurrentDictionary<string, int> _scripts = new();
    private int _inFlight;
    private int _foreign;

    public async Task RunAsync()
    {
        await using var app = await LoopbackApp.StartAsync(_connections.CountIn, app => app.MapPost("/{**path}", AnswerAsync));
        await using var control = await LoopbackApp.StartAsync(static _ => { }, app => app.MapGet(SoakUpstreamFigures.Path, context => context.Response.WriteAsJsonAsync(Figures())));
        await new ReadyLine(app.Urls.First(), control.Urls.First()).ServeUntilReleasedAsync();
    }

    private SoakUpstreamFigures Figures() => new(
        _connections.Open, _connections.Accepted, Volatile.Read(ref _inFlight), _attempts.Values.Sum(), Volatile.Read(ref _foreign), new(_scripts), [.. _attempts.Keys]);

    private async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _inFlight);
        try
        {
            var request = SoakCase.Of(seed, int.Parse(context.Request.Headers[NumberHeader].ToString(), CultureInfo.InvariantCulture));
            var attempt = _attempts.AddOrUpdate(request.Number, 1, (_, before) => before + 1);
            var script = SoakScript.Of(seed, request, attempt);
            _scripts.AddOrUpdate(script.Name, 1, (_, before) => before + 1);
            if (!await HasOwnBodyAsync(context, request))
                Interlocked.Increment(ref _foreign);
            context.Response.Headers[AttemptHeader] = attempt.ToString(CultureInfo.InvariantCulture);
            await SoakScriptWriter.PlayAsync(context, request, script);
        }
        catch (Exception left) when (left is OperationCanceledException or IOException)
        {
            // The bridge has given this attempt up.
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    private static async Task<bool> HasOwnBodyAsync(HttpContext context, SoakCase request)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.GetBuffer().AsSpan(0, (int)body.Length).SequenceEqual(SoakBody.Of(request));
    }
}
