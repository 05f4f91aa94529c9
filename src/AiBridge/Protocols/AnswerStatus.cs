namespace AiBridge.Protocols;

/// <summary>Whose doing it is that an upstream answered as it did. What an answer means for its key, for the circuit and for what is tried next follows from it.</summary>
internal enum AnswerCause
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>What was asked for is elsewhere; redirects are not followed.</summary>
    Redirect,

    /// <summary>The request: the next key would meet the same.</summary>
    Request,

    /// <summary>What the credential may do, not the credential: some say so of a request before they look at the key.</summary>
    Rights,

    /// <summary>The credential is refused.</summary>
    Credential,

    /// <summary>The account behind the credential cannot pay or is switched off.</summary>
    Account,

    /// <summary>A limit was met.</summary>
    Limit,

    /// <summary>The request took too long to come.</summary>
    Slowness,

    /// <summary>The upstream failed at this request; at another it may not.</summary>
    Fault,

    /// <summary>The upstream is not there for anybody, or overloaded.</summary>
    Outage,
}

/// <summary>What a status says. The one table of them: attempts, records, keys, circuits and retries all ask here.</summary>
/// <param name="Cause">Whose doing it is.</param>
/// <param name="Error">The class that it is recorded as; null for an answer that is no error.</param>
internal readonly record struct AnswerStatus(AnswerCause Cause, ErrorClass? Error)
{
    /// <summary>What an answer says whose words are about the account, whatever its status.</summary>
    public static AnswerStatus OfAccount { get; } = new(AnswerCause.Account, ErrorClass.RateLimited);

    /// <summary>520 to 524 and 530 are Cloudflare's, for an origin it gets no answer of.</summary>
    public static AnswerStatus Of(int status) => status switch
    {
        < 300 => new(AnswerCause.None, null),
        < 400 => new(AnswerCause.Redirect, null),
        401 => new(AnswerCause.Credential, ErrorClass.Unauthorized),
        402 => OfAccount,
        403 => new(AnswerCause.Rights, ErrorClass.Unauthorized),
        408 => new(AnswerCause.Slowness, ErrorClass.Timeout),
        429 => new(AnswerCause.Limit, ErrorClass.RateLimited),
        < 500 => new(AnswerCause.Request, ErrorClass.BadRequest),
        502 or 520 or 521 or 523 or 530 => new(AnswerCause.Outage, ErrorClass.ServerError),
        503 or 529 => new(AnswerCause.Outage, ErrorClass.Overloaded),
        504 or 522 or 524 => new(AnswerCause.Outage, ErrorClass.Timeout),
        _ => new(AnswerCause.Fault, ErrorClass.ServerError),
    };
}
