namespace AiBridge.Benchmarks.Soak;

/// <summary>What can go wrong upstream, and how often.</summary>
internal static class SoakFaults
{
    private const int LongPause = 2_200;

    /// <summary>In ten thousand.</summary>
    public static IReadOnlyList<(int Weight, Func<SoakCase, Dice, SoakScript> Make)> Usual { get; } =
    [
        (6889, (request, _) => new("whole", SoakAnswer.Pieces(request))),
        (600, (request, _) => new("whole, paced", SoakAnswer.Pieces(request)) { PauseMilliseconds = 15 }),
        (200, Pausing),
        (100, (_, _) => Refusal(429, ("retry-after", "1"))),
        (100, (_, _) => Refusal(429)),
        (150, (_, _) => Refusal(500)),
        (100, (_, _) => Refusal(503)),
        (100, (_, _) => Refusal(529)),
        (50, (_, _) => Refusal(502)),
        (70, (_, _) => Refusal(400)),
        (20, (_, _) => Refusal(403)),
        (1, (_, _) => Refusal(401)),
        (150, (_, _) => new("reset before headers", [], ScriptEnd.Reset)),
        (100, (_, _) => new("closed before headers", [], ScriptEnd.Closed)),
        (20, (_, _) => new("silent before headers", [], ScriptEnd.Silent)),
        (150, (request, dice) => Cut("reset between events", request, dice, ScriptEnd.Reset, inside: false)),
        (100, (request, dice) => Cut("closed between events", request, dice, ScriptEnd.Closed, inside: false)),
        (150, (request, dice) => Cut("reset inside an event", request, dice, ScriptEnd.Reset, inside: true)),
        (100, (request, dice) => Cut("closed inside an event", request, dice, ScriptEnd.Closed, inside: true)),
        (30, (request, dice) => Cut("silent between events", request, dice, ScriptEnd.Silent, inside: false)),
        (20, (request, dice) => Cut("silent inside an event", request, dice, ScriptEnd.Silent, inside: true)),
        (100, WithoutTerminal),
        (150, (request, _) => InBand("error as first event", request, 0)),
        (100, (request, dice) => InBand("error as later event", request, 1 + dice.Below(request.Deltas))),
        (400, (request, dice) => new("garbage between events", SoakGarbage.Into(request, dice))),
        (50, (_, _) => new("garbage alone", ["<html>\n<body>It works!</body>\n</html>\n"]) { ContentType = "text/html", Record = "failed" }),
    ];

    /// <summary>In a hundred.</summary>
    public static IReadOnlyList<(int Weight, Func<SoakCase, Dice, SoakScript> Make)> Frail { get; } =
    [
        (25, (request, _) => new("whole", SoakAnswer.Pieces(request))),
        (40, (_, _) => Refusal(503)),
        (20, (_, _) => Refusal(529)),
        (15, (_, _) => new("reset before headers", [], ScriptEnd.Reset)),
    ];

    private static SoakScript Refusal(int status, (string, string)? header = null) =>
        new($"{status}{(header is null ? "" : " with a hint")}", [$$$"""{"type":"error","error":{"type":"soak","message":"status {{{status}}}"}}"""]) { Status = status, Header = header };

    // Long enough for a ping or two, short of the silence limit.
    private static SoakScript Pausing(SoakCase request, Dice dice)
    {
        var pieces = SoakAnswer.Pieces(request);
        var at = 1 + dice.Below(pieces.Count - 1);
        return new("whole, with a long pause", [string.Concat(pieces[..at]), string.Concat(pieces[at..])]) { PauseMilliseconds = LongPause };
    }

    private static SoakScript Cut(string name, SoakCase request, Dice dice, ScriptEnd end, bool inside)
    {
        var pieces = SoakAnswer.Pieces(request);
        var at = dice.Below(pieces.Count - 1);
        var half = inside ? pieces[at][..(pieces[at].Length / 2)] : pieces[at];
        return new(name, [.. pieces[..at], half], end);
    }

    private static SoakScript WithoutTerminal(SoakCase request, Dice dice)
    {
        var pieces = SoakAnswer.Pieces(request);
        return request.Streaming
            ? new("ends without the terminal event", pieces[..(1 + dice.Below(pieces.Count - 1))])
            : new("whole", pieces);
    }

    private static SoakScript InBand(string name, SoakCase request, int at)
    {
        var pieces = SoakAnswer.Pieces(request);
        return request.Streaming
            ? new(name, [.. pieces[..at], SoakAnswer.ErrorEvent(request.Protocol)]) { Record = "failed" }
            : new("whole", pieces);
    }
}
