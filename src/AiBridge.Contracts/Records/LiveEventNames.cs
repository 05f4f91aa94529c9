namespace AiBridge.Contracts.Records;

/// <summary>What the events of <c>GET /api/v1/interceptions/live</c> are called.</summary>
public static class LiveEventNames
{
    /// <summary>A call began; its data is the interception's summary, in progress.</summary>
    public const string Opened = "opened";

    /// <summary>Its first output has come; its data is a <see cref="LiveFirstTokenDto"/>.</summary>
    public const string FirstToken = "first_token";

    /// <summary>How far it is; its data is a <see cref="LiveProgressDto"/>.</summary>
    public const string Progress = "progress";

    /// <summary>It ended; its data is the interception's summary.</summary>
    public const string Closed = "closed";

    /// <summary>Events are missing here; its data is a <see cref="LiveGapDto"/>.</summary>
    public const string Gap = "gap";
}
