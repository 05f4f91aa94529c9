using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AiBridge.Benchmarks.Soak;

/// <summary>Plays a script to whoever asked.</summary>
internal static class SoakScriptWriter
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(40);

    // What is flushed is not yet on the wire, and a reset swallows it.
    private static readonly TimeSpan BeforeEnd = TimeSpan.FromMilliseconds(5);

    public static async Task PlayAsync(HttpContext context, SoakCase request, SoakScript script)
    {
        if (script.Pieces.Count > 0)
        {
            Open(context.Response, request, script);
            foreach (var piece in script.Pieces)
            {
                await context.Response.Body.WriteAsync(Encoding.Latin1.GetBytes(piece), context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                if (script.PauseMilliseconds > 0)
                    await Task.Delay(script.PauseMilliseconds, context.RequestAborted);
            }
        }

        await EndAsync(context, script.End);
    }

    private static void Open(HttpResponse response, SoakCase request, SoakScript script)
    {
        var isStream = request.Streaming && script.Status == 200;
        response.StatusCode = script.Status;
        response.ContentType = script.ContentType ?? (isStream ? "text/event-stream; charset=utf-8" : "application/json");
        if (script.Header is { } header)
            response.Headers[header.Name] = header.Value;
        // Both of HTTP's ways to say where a body ends.
        if (!isStream && script.End == ScriptEnd.Whole && request.Number % 2 == 0)
            response.ContentLength = script.Text.Length;
    }

    private static async Task EndAsync(HttpContext context, ScriptEnd end)
    {
        if (end == ScriptEnd.Whole)
            return;
        if (end == ScriptEnd.Silent)
        {
            await Task.Delay(LongestSilence, context.RequestAborted);
            return;
        }

        await Task.Delay(BeforeEnd, context.RequestAborted);
        var socket = context.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket;
        if (end == ScriptEnd.Reset)
            socket.LingerState = new LingerOption(true, 0);
        else
            socket.Shutdown(SocketShutdown.Both);
        context.Abort();
    }
}
