
namespace AiBridge.Benchmarks.Soak;

/// <summary>Compares what came with what the upstream said.</summary>
internal static class SoakJudge
{
    private static readonly string[] Pings = ["event: ping\ndata: {\"type\": \"ping\"}\n\n", ": keep-alive\n\n"];

    /// <param name="request">What was asked.</param>
    /// <param name="script">What the upstream did with the attempt that was answered.</param>
    /// <param name="received">The body, as far as it came.</param>
    /// <param name="id">The bridge's id of it.</param>
    /// <param name="ended">HTTP's body ended as it should.</param>
    public static SoakOutcome Body(SoakCase request, SoakScript script, string received, string? id, bool ended)
    {
        var text = Pings.Aggregate(received, (rest, ping) => rest.Replace(ping, "", StringComparison.Ordinal));
        var said = script.Text;
        if (text == said && ended)
            return script.End == ScriptEnd.Whole && !LacksTerminal(request, script)
                ? new(request.Number, "200, whole", id, script.Record)
                : new(request.Number, "200, a broken answer passed as whole", id, IsFault: true);
        if (said.StartsWith(text, StringComparison.Ordinal))
            return ended ? new(request.Number, "200, short but ended well", id, IsFault: true) : new(request.Number, "200, cut", id, "failed");
        var end = LastEvent(text);
        return IsFamilyEnd(request.Protocol, end) && said.StartsWith(text[..^end.Length], StringComparison.Ordinal)
            ? new(request.Number, "200, ended by the bridge", id, "failed")
            : new(request.Number, "200, bytes the upstream did not send", id, IsFault: true);
    }

    /// <summary>Behind its last fact a stream is whole without its terminal event; a response has its last fact there.</summary>
    private static bool LacksTerminal(SoakCase request, SoakScript script)
    {
        if (!request.Streaming || script.Record != "completed")
            return false;
        var pieces = SoakAnswer.Pieces(request);
        return !script.Text.EndsWith(pieces[^1], StringComparison.Ordinal)
            && (request.Protocol == SoakProtocol.OpenAiResponses || !script.Text.EndsWith(pieces[^2], StringComparison.Ordinal));
    }

    private static bool IsFamilyEnd(SoakProtocol protocol, string end) =>
        end.Contains("AiBridge: ", StringComparison.Ordinal) && end.EndsWith("\n\n", StringComparison.Ordinal) && end.StartsWith(
            protocol switch
            {
                SoakProtocol.AnthropicMessages => "event: error\n",
                SoakProtocol.OpenAiResponses => "event: response.failed\n",
                _ => "data: {\"error\":",
            },
            StringComparison.Ordinal);

    private static string LastEvent(string text)
    {
        var before = text.Length < 3 ? -1 : text.LastIndexOf("\n\n", text.Length - 3, StringComparison.Ordinal);
        return before < 0 ? text : text[(before + 2)..];
    }
}
