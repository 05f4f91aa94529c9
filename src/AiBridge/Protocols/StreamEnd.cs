namespace AiBridge.Protocols;

/// <summary>Why a stream is ended in the upstream's stead.</summary>
internal enum StreamEndCause
{
    /// <summary>The upstream broke off, or ended without its terminal event.</summary>
    Died,

    /// <summary>The upstream sent nothing for too long.</summary>
    Silent,

    /// <summary>The process is stopping.</summary>
    Shutdown,
}

/// <summary>The end of a stream that has none of its own.</summary>
/// <param name="Cause">Why.</param>
/// <param name="Message">Words for the person in front of the agent.</param>
/// <param name="ResponseId">The response's id; made up when the upstream gave none.</param>
/// <param name="Model">The model asked for.</param>
/// <param name="StartedAt">When the response was asked for.</param>
/// <param name="LastSequence">The last <c>sequence_number</c> of a Responses stream; null when there was none.</param>
internal sealed record StreamEnd(StreamEndCause Cause, string Message, string ResponseId, string Model, DateTimeOffset StartedAt, long? LastSequence);
