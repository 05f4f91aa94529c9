namespace AiBridge.Benchmarks.Roles;

/// <summary>How the upstream answers.</summary>
internal enum Manner
{
    /// <summary>One small JSON object.</summary>
    Blocking,

    /// <summary>Every event flushed by itself, as fast as it goes.</summary>
    Stream,

    /// <summary>Every event flushed by itself, at least a millisecond apart, so that no two are read at once.</summary>
    PacedStream,

    /// <summary>The first events, then silence until the caller leaves.</summary>
    HeldStream,
}
