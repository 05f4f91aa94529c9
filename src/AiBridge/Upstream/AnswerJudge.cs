using AiBridge.Providers.Health;

namespace AiBridge.Upstream;

/// <summary>What an attempt says of the key it was made with.</summary>
internal enum KeyVerdict
{
    /// <summary>It says nothing of the key.</summary>
    None,
    Accepted,
    Refused,
    Limited,

    /// <summary>The upstream knows the key, and its account cannot pay or is switched off.</summary>
    Spent,
}

/// <summary>What may be tried after an attempt.</summary>
internal enum NextStep
{
    /// <summary>Nothing: the client gets this answer.</summary>
    Give,

    /// <summary>The next key.</summary>
    OtherKey,

    /// <summary>The next key once; a second answer like this is about the request.</summary>
    OtherKeyOnce,

    /// <summary>The next key; without one, the same call again after a pause.</summary>
    OtherKeyOrRetry,

    /// <summary>The same call again after a pause: no key was seen by anybody.</summary>
    Retry,
}

/// <summary>What one attempt means for its key, for the circuit, and for what comes next.</summary>
internal readonly record struct AttemptVerdict(KeyVerdict Key, CallHealth Health, NextStep Next)
{
    public static AttemptVerdict Final { get; } = new(KeyVerdict.None, CallHealth.Good, NextStep.Give);
}

/// <summary>The one table of answers. What a retry may do is limited further by the route, the time and <c>x-should-retry</c>.</summary>
internal static class AnswerJudge
{
    public static AttemptVerdict NotConnected { get; } = new(KeyVerdict.None, CallHealth.Failed, NextStep.Retry);

    public static AttemptVerdict BrokenOff { get; } = new(KeyVerdict.None, CallHealth.Failed, NextStep.OtherKeyOrRetry);

    public static AttemptVerdict NotAllowed { get; } = new(KeyVerdict.None, CallHealth.Unknown, NextStep.Give);

    public static AttemptVerdict TimedOut { get; } = new(KeyVerdict.None, CallHealth.TimedOut, NextStep.Give);

    public static AttemptVerdict ClientLeft { get; } = new(KeyVerdict.None, CallHealth.Unknown, NextStep.Give);

    public static AttemptVerdict AccountError { get; } = new(KeyVerdict.Spent, CallHealth.Good, NextStep.OtherKey);

    /// <summary>Verdict by status; 520 to 524 and 530 are Cloudflare's, for an origin it gets no answer of.</summary>
    /// <param name="status">The answer's status, or the one its first event stands for.</param>
    /// <param name="hinted">The answer says when the limit ends.</param>
    /// <param name="shouldRetry">The upstream's own word; null without one.</param>
    public static AttemptVerdict OfStatus(int status, bool hinted, bool? shouldRetry) => status switch
    {
        < 300 => new(KeyVerdict.Accepted, CallHealth.Good, NextStep.Give),
        401 => new(KeyVerdict.Refused, CallHealth.Good, NextStep.OtherKey),
        402 => AccountError,
        408 => new(KeyVerdict.None, CallHealth.Good, IfNotForbidden(shouldRetry)),
        429 when hinted => new(KeyVerdict.Limited, CallHealth.Good, NextStep.OtherKey),
        429 => new(KeyVerdict.None, CallHealth.Good, NextStep.OtherKeyOnce),
        // Some look at the request before they look at the key.
        < 500 => AttemptVerdict.Final,
        502 or 503 or 504 or 529 or (>= 520 and <= 524) or 530 => new(KeyVerdict.None, CallHealth.Failed, IfNotForbidden(shouldRetry)),
        _ => new(KeyVerdict.None, CallHealth.Good, shouldRetry == true ? NextStep.OtherKeyOrRetry : NextStep.Give),
    };

    private static NextStep IfNotForbidden(bool? shouldRetry) => shouldRetry == false ? NextStep.Give : NextStep.OtherKeyOrRetry;
}
