using AiBridge.Protocols;

namespace AiBridge.Upstream;

/// <summary>The word an attempt is recorded with.</summary>
internal static class AttemptOutcome
{
    public static string Of(int status) => status switch
    {
        < 400 => "ok",
        401 or 403 => "unauthorized",
        402 or 429 => "rate_limited",
        408 or 504 or 522 or 524 => "timeout",
        503 or 529 => "overloaded",
        >= 500 => "server_error",
        _ => "bad_request",
    };

    /// <summary>For an error inside a stream.</summary>
    public static string Of(ErrorClass error) => error switch
    {
        ErrorClass.BadRequest => "bad_request",
        ErrorClass.Unauthorized => "unauthorized",
        ErrorClass.RateLimited => "rate_limited",
        ErrorClass.Overloaded => "overloaded",
        ErrorClass.Timeout => "timeout",
        ErrorClass.ServerError => "server_error",
        _ => "stream_error",
    };
}
