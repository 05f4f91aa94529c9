using System.Text.Json.Nodes;

namespace AiBridge.Demo;

/// <summary>One server-sent event.</summary>
/// <param name="Name">The <c>event:</c> field; null: none is written.</param>
/// <param name="Data">Null: the chat API's <c>[DONE]</c>.</param>
internal readonly record struct DemoEvent(string? Name, JsonNode? Data)
{
    public string Text => $"{(Name is null ? "" : $"event: {Name}\n")}data: {Data?.ToJsonString(DemoJson.Compact) ?? "[DONE]"}\n\n";
}

/// <summary>Writes events at the pace of a fast model, each flushed, so that a stream looks like one.</summary>
internal static class DemoEventStream
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(4);

    public static async Task WriteAsync(HttpContext context, IEnumerable<string> texts, TimeProvider clock)
    {
        var response = context.Response;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache";
        foreach (var text in texts)
        {
            await response.WriteAsync(text, context.RequestAborted);
            await response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(Pause, clock, context.RequestAborted);
        }
    }
}
