using System.Text;
using System.Text.Json.Nodes;

namespace AiBridge.Demo;

/// <summary>An answer whose connection is cut: a stream at the last piece of its tool call, a blocking body in its middle.</summary>
internal static class TruncatedAnswer
{
    // What is flushed is not yet on the wire; longer, and the bridge would have let go of half an event.
    private static readonly TimeSpan BeforeCut = TimeSpan.FromMilliseconds(20);

    /// <param name="context">The request's.</param>
    /// <param name="events">The whole stream.</param>
    /// <param name="carriesCall">Whether an event carries a piece of the tool call's input.</param>
    /// <param name="death">Before that piece, or in the middle of its event.</param>
    /// <param name="clock">Paces the events.</param>
    public static async Task StreamAsync(HttpContext context, IEnumerable<DemoEvent> events, Predicate<DemoEvent> carriesCall, DemoCut death, TimeProvider clock)
    {
        var all = events.ToList();
        var at = all.FindLastIndex(carriesCall);
        // A call that is told in one piece dies with its stream's last event.
        if (at < 0)
            at = all.Count - 1;
        var texts = all.Take(at).Select(told => told.Text);
        if (death == DemoCut.InsideEvent)
            texts = texts.Append(Half(all[at].Text));
        await DemoEventStream.WriteAsync(context, texts, clock);
        await CutAsync(context, clock);
    }

    public static async Task BlockingAsync(HttpContext context, JsonObject whole, TimeProvider clock)
    {
        var text = whole.ToJsonString(DemoJson.Compact);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = Encoding.UTF8.GetByteCount(text);
        await context.Response.WriteAsync(Half(text), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await CutAsync(context, clock);
    }

    private static async Task CutAsync(HttpContext context, TimeProvider clock)
    {
        await Task.Delay(BeforeCut, clock, context.RequestAborted);
        context.Abort();
    }

    private static string Half(string text) => text[..(text.Length / 2)];
}
