using AiBridge.Protocols;

namespace AiBridge.Exchanges;

/// <summary>How an exchange ended; the contract's <c>status</c> words, lower_snake.</summary>
internal enum ExchangeStatus
{
    InProgress,
    Completed,
    Failed,
    Cancelled,
    Interrupted,
}

/// <summary>The end of an exchange.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="HttpStatus">The status the client was given; null when it left before one.</param>
/// <param name="Error">The class of what went wrong; null for a good end.</param>
/// <param name="Message">The words for it, free of secrets, at most 500 characters.</param>
internal sealed record ExchangeOutcome(ExchangeStatus Status, int? HttpStatus, ErrorClass? Error = null, string? Message = null)
{
    /// <summary>An answer of which nothing is known but its status.</summary>
    public static ExchangeOutcome OfStatus(int status) =>
        AnswerStatus.Of(status).Error is { } error ? new(ExchangeStatus.Failed, status, error) : new(ExchangeStatus.Completed, status);

    /// <summary>An error that the bridge has made itself.</summary>
    public static ExchangeOutcome Of(BridgeError error) => new(ExchangeStatus.Failed, error.Status, error.Class, error.Message);
}

/// <summary>What of the traffic could not be observed; the relay is never touched by it. Stored lower_snake.</summary>
internal enum Observation
{
    Complete,
    RequestUndecodable,
    ResponseUndecodable,
    ReaderFailed,
    Oversized,

    /// <summary>The buffers of all requests together were full: what is looked at gives up before what is relayed.</summary>
    Overloaded,
}

/// <summary>One upstream call made for an exchange.</summary>
internal sealed record UpstreamAttempt(int Number, string? CredentialHint, int? HttpStatus, string Outcome, DateTimeOffset StartedAt, long DurationMs);

/// <summary>Whose credential the upstream sees; stored lower_snake.</summary>
internal enum CredentialKind
{
    Centralized,
    Byok,
}
