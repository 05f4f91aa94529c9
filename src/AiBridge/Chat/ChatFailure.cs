using AiBridge.Exchanges;
using AiBridge.Protocols;

namespace AiBridge.Chat;

/// <summary>Why there is no answer, or no whole one.</summary>
/// <param name="Status">What the caller is told.</param>
/// <param name="Code">The bridge's own, or the class of an upstream's error.</param>
/// <param name="Message">For people; free of credentials.</param>
internal sealed record ChatFailure(int Status, string Code, string Message)
{
    /// <summary>As the upstream, or the bridge, said; null without a word.</summary>
    public string? RetryAfter { get; init; }

    public static ChatFailure NotSupported(string detail) => new(StatusCodes.Status400BadRequest, "provider_not_supported", detail);

    public static ChatFailure NoCredential { get; } = new(
        StatusCodes.Status502BadGateway, "no_upstream_credential", "No provider of the server that can chat has a credential, and the project has no configuration of its own.");

    /// <summary>What an upstream said. A good status in front of an error is none.</summary>
    public static ChatFailure OfUpstream(int status, ErrorClass error, string? message) =>
        new(status >= 400 ? status : StatusOf(error), EnumWord.Of(error), string.IsNullOrEmpty(message) ? $"The upstream answered with status {status} and without a word." : message);

    private static int StatusOf(ErrorClass error) => error switch
    {
        ErrorClass.BadRequest => StatusCodes.Status400BadRequest,
        ErrorClass.RateLimited => StatusCodes.Status429TooManyRequests,
        ErrorClass.Overloaded or ErrorClass.Shutdown => StatusCodes.Status503ServiceUnavailable,
        ErrorClass.Timeout => StatusCodes.Status504GatewayTimeout,
        _ => StatusCodes.Status502BadGateway,
    };
}
