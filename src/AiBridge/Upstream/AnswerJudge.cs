using AiBridge.Protocols;
using AiBridge.Providers.Addresses;
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
internal readonly record struct AttemptVerdict(KeyVerdict Key, CallHealth Health, NextStep Next);

/// <summary>The one table of verdicts. What a retry may do is limited further by the route, the time and <c>x-should-retry</c>.</summary>
internal static class AnswerJudge
{
    /// <summary>Verdict on an answer.</summary>
    /// <param name="cause">Whose doing it is; an error that a stream begins with stands for a status, and has that one's cause.</param>
    /// <param name="hinted">The answer says when the limit ends.</param>
    /// <param name="shouldRetry">The upstream's own word; null without one.</param>
    public static AttemptVerdict Of(AnswerCause cause, bool hinted = false, bool? shouldRetry = null) => cause switch
    {
        AnswerCause.None => new(KeyVerdict.Accepted, CallHealth.Good, NextStep.Give),
        AnswerCause.Redirect or AnswerCause.Request or AnswerCause.Rights => new(KeyVerdict.None, CallHealth.Good, NextStep.Give),
        AnswerCause.Credential => new(KeyVerdict.Refused, CallHealth.Good, NextStep.OtherKey),
        AnswerCause.Account => new(KeyVerdict.Spent, CallHealth.Good, NextStep.OtherKey),
        AnswerCause.Limit when hinted => new(KeyVerdict.Limited, CallHealth.Good, NextStep.OtherKey),
        AnswerCause.Limit => new(KeyVerdict.None, CallHealth.Good, NextStep.OtherKeyOnce),
        AnswerCause.Slowness => new(KeyVerdict.None, CallHealth.Good, IfNotForbidden(shouldRetry)),
        AnswerCause.Outage => new(KeyVerdict.None, CallHealth.Failed, IfNotForbidden(shouldRetry)),
        AnswerCause.Fault => new(KeyVerdict.None, CallHealth.Good, shouldRetry == true ? NextStep.OtherKeyOrRetry : NextStep.Give),
        _ => throw new ArgumentOutOfRangeException(nameof(cause)),
    };

    /// <summary>Verdict on a call without an answer.</summary>
    /// <param name="fault">Why there is none.</param>
    /// <param name="limitPassed">The time for the first byte was over.</param>
    /// <param name="clientLeft">Nobody waited any more.</param>
    public static AttemptVerdict OfFault(Exception fault, bool limitPassed, bool clientLeft)
    {
        if (clientLeft || AddressRefusedException.IsCauseOf(fault))
            return new(KeyVerdict.None, CallHealth.Unknown, NextStep.Give);
        if (limitPassed)
            return new(KeyVerdict.None, CallHealth.TimedOut, NextStep.Give);
        // What was never connected has seen no key; what broke off may have been carried out with this one.
        return new(KeyVerdict.None, CallHealth.Failed, IsOfConnecting(fault) ? NextStep.Retry : NextStep.OtherKeyOrRetry);
    }

    private static NextStep IfNotForbidden(bool? shouldRetry) => shouldRetry == false ? NextStep.Give : NextStep.OtherKeyOrRetry;

    private static bool IsOfConnecting(Exception fault) => UpstreamException.IsConnectTimeout(fault) || fault is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
    };
}
