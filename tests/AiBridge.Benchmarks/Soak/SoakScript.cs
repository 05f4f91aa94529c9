namespace AiBridge.Benchmarks.Soak;

/// <summary>How the upstream ends what it says.</summary>
internal enum ScriptEnd
{
    Whole,

    /// <summary>The connection is reset.</summary>
    Reset,

    /// <summary>The connection is closed in good order, in the middle of HTTP's body.</summary>
    Closed,

    /// <summary>Nothing more comes; the connection stays.</summary>
    Silent,
}

/// <summary>What the upstream does with one attempt of one request; client and upstream work it out each by itself.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Pieces">Written and flushed one by one; none and no good end: not even headers are sent.</param>
/// <param name="End">What comes behind them.</param>
internal sealed record SoakScript(string Name, IReadOnlyList<string> Pieces, ScriptEnd End = ScriptEnd.Whole)
{
    public int Status { get; init; } = 200;

    public (string Name, string Value)? Header { get; init; }

    /// <summary>Between the pieces.</summary>
    public int PauseMilliseconds { get; init; }

    /// <summary>Null: what the request asked for.</summary>
    public string? ContentType { get; init; }

    /// <summary>The status of the record when a 200 has reached the client whole; null: any that is closed.</summary>
    public string? Record { get; init; } = "completed";

    /// <summary>The pieces in one.</summary>
    public string Text => string.Concat(Pieces);

    private const int LeaversPause = 10;

    public static SoakScript Of(int seed, SoakCase request, int attempt)
    {
        var dice = new Dice(seed, request.Number, attempt);
        var script = dice.Pick(request.IsFrail ? SoakFaults.Frail : SoakFaults.Usual)(request, dice);
        // A client can only leave inside an answer that is not yet in the buffers between.
        return request.Manner == ClientManner.LeavesInAnswer && script.PauseMilliseconds == 0 ? script with { PauseMilliseconds = LeaversPause } : script;
    }
}
