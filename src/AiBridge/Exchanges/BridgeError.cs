using AiBridge.Protocols;
using AiBridge.Protocols.Families;

namespace AiBridge.Exchanges;

/// <summary>An error the bridge itself makes. Free of secrets.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The contract's code; sent as <c>X-AiBridge-Error</c>.</param>
/// <param name="Message">Words for the person in front of the agent.</param>
/// <param name="Class">What the record says of it.</param>
internal sealed record BridgeError(int Status, string Code, string Message, ErrorClass Class)
{
    // Clients sleep any value silently, some for minutes; a longer wait is told in words instead.
    private const int LongestRetryAfter = 45;

    // A guess: whether a disk has room again is seen at the next request.
    private static readonly TimeSpan UntilJournalIsBack = TimeSpan.FromSeconds(5);

    /// <summary>Whether sending the same request again can help; a "no" is told the client, or it repeats it for minutes.</summary>
    public bool Retryable { get; init; }

    /// <summary>Nothing mends it but a person who reads it; <see cref="In"/> sees to it that agents show it at once.</summary>
    public bool Final { get; init; }

    /// <summary>The message without an upstream's words, where it has some: they may quote what was asked, which belongs in no log.</summary>
    public string? WithoutQuote { get; init; }

    /// <summary>Sent as <c>Retry-After</c>; null without one.</summary>
    public int? RetryAfterSeconds { get; init; }

    public static BridgeError Unauthorized { get; } =
        new(401, "unauthorized", "AiBridge: a valid bridge token is needed (X-AiBridge-Token, or aib_… in the provider's auth header)", ErrorClass.Unauthorized);

    public static BridgeError ForeignOrigin { get; } =
        new(403, "forbidden", "AiBridge: without tokens only pages and hosts of this machine may call", ErrorClass.Unauthorized);

    public static BridgeError RecordingUnavailable { get; } =
        new BridgeError(503, "recording_unavailable", "AiBridge: the request cannot be recorded, so it was not sent", ErrorClass.Unknown).After(UntilJournalIsBack);

    public static BridgeError StorageUnavailable { get; } =
        new(503, "storage_unavailable", "AiBridge: whose response that is cannot be looked up now", ErrorClass.Unknown) { Retryable = true };

    public static BridgeError ShuttingDown { get; } =
        new(503, "shutting_down", "AiBridge: the bridge is restarting; try again", ErrorClass.Shutdown) { Retryable = true };

    /// <summary>Another request's end makes room: that is soon.</summary>
    public static BridgeError Overloaded { get; } =
        new BridgeError(503, "overloaded", "AiBridge: the buffers of all requests together are full", ErrorClass.Overloaded).After(TimeSpan.FromSeconds(1));

    public static BridgeError Internal { get; } =
        new(500, "internal_error", "AiBridge: the request failed inside the bridge; its log says why", ErrorClass.Unknown) { Retryable = true };

    public static BridgeError TooSlow { get; } =
        new(408, "invalid_request", "AiBridge: the request did not come in time", ErrorClass.BadRequest) { Retryable = true };

    public static BridgeError WebSocket { get; } =
        new(426, "websocket_not_supported", "AiBridge: WebSocket is not supported on this route; use HTTP", ErrorClass.BadRequest);

    public static BridgeError Disabled(string name) =>
        new(503, "provider_disabled", $"provider_disabled: AI provider \"{name}\" is disabled", ErrorClass.Unknown) { Final = true };

    public static BridgeError Forbidden(string what) => new(403, "forbidden", $"AiBridge: {what}", ErrorClass.Unauthorized);

    public static BridgeError RouteNotSupported(string method, string path) =>
        new(404, "route_not_supported", $"route not supported: {method} {path}", ErrorClass.BadRequest);

    public static BridgeError InvalidRequest(string problem) => new(400, "invalid_request", $"AiBridge: {problem}", ErrorClass.BadRequest);

    public static BridgeError TooLarge(long limit) =>
        new(413, "request_too_large", $"AiBridge: the request body is larger than {limit} bytes", ErrorClass.BadRequest);

    public static BridgeError NoCredential(string provider) =>
        new(502, "no_upstream_credential", $"AiBridge: provider \"{provider}\" has no credential for its upstream", ErrorClass.NoCredential) { Final = true };

    public static BridgeError SecretWithheld(string provider) => new(
        502,
        "no_upstream_credential",
        $"AiBridge: the secret of provider \"{provider}\" was given for another address and is not sent; whoever looks after the provider must name the secret again",
        ErrorClass.NoCredential)
    { Final = true };

    public static BridgeError TokenRefused(string provider) => new(
        502, "no_upstream_credential", $"AiBridge: the token endpoint of provider \"{provider}\" gives the bridge no access token", ErrorClass.NoCredential)
    { Final = true };

    public static BridgeError TokenUnreachable(string provider) => new(
        502, "upstream_unreachable", $"AiBridge: the token endpoint of provider \"{provider}\" cannot be reached", ErrorClass.Unreachable)
    { Retryable = true };

    public static BridgeError SecretNotDecryptable(string provider) => new(
        502, "secret_not_decryptable", $"AiBridge: the stored credential of provider \"{provider}\" cannot be decrypted", ErrorClass.NoCredential)
    { Final = true };

    public static BridgeError TypeNotSupported(string provider, string type) =>
        new(404, "provider_type_not_supported", $"provider_type_not_supported: AI provider \"{provider}\" is of type {type}, which has no routes yet", ErrorClass.BadRequest);

    /// <param name="provider">The provider's name.</param>
    /// <param name="problem">What is known of the cause; null for nothing.</param>
    public static BridgeError Unreachable(string provider, string? problem = null) => new(
        502, "upstream_unreachable", $"AiBridge: the upstream of provider \"{provider}\" cannot be reached{(problem is null ? "" : $": {problem}")}", ErrorClass.Unreachable)
    { Retryable = true };

    public static BridgeError InvalidHeaders(string provider) => new(
        502, "upstream_unreachable", $"AiBridge: the upstream of provider \"{provider}\" answered with headers that cannot be passed on", ErrorClass.ServerError)
    { Retryable = true };

    public static BridgeError Redirected(string provider) => new(
        502, "upstream_redirect", $"AiBridge: the upstream of provider \"{provider}\" redirects to another address, where its credential may not go", ErrorClass.ServerError);

    public static BridgeError AddressNotAllowed(string provider) => new(
        502,
        "upstream_not_allowed",
        $"AiBridge: provider \"{provider}\" points at an address that is not allowed; the server's setting Network:AllowedHosts or Network:AllowPrivateNetwork can allow it",
        ErrorClass.Unreachable);

    public static BridgeError TimedOut(string provider) =>
        new(504, "upstream_timeout", $"AiBridge: the upstream of provider \"{provider}\" did not answer in time", ErrorClass.Timeout) { Retryable = true };

    /// <param name="limit">What was reached, in words.</param>
    /// <param name="wait">Until the next request is allowed.</param>
    public static BridgeError RateLimited(string limit, TimeSpan wait) =>
        new BridgeError(429, "rate_limited", $"AiBridge: {limit}", ErrorClass.RateLimited).After(wait);

    /// <param name="limit">What was reached, in words.</param>
    /// <param name="wait">A guess: nobody knows when one of those in flight ends.</param>
    public static BridgeError TooManyInFlight(string limit, TimeSpan wait) =>
        new BridgeError(429, "too_many_requests_in_flight", $"AiBridge: {limit}", ErrorClass.RateLimited).After(wait);

    /// <param name="provider">The provider's name.</param>
    /// <param name="wait">Until the circuit lets a call through.</param>
    public static BridgeError CircuitOpen(string provider, TimeSpan wait) => new BridgeError(
        503, "circuit_open", $"AiBridge: the upstream of provider \"{provider}\" is failing; it is left alone for now", ErrorClass.CircuitOpen).After(wait);

    /// <param name="provider">The provider's name.</param>
    /// <param name="wait">Until the first key is free again.</param>
    public static BridgeError KeysExhausted(string provider, TimeSpan wait) => new BridgeError(
        429, "keys_exhausted", $"AiBridge: every key of provider \"{provider}\" has reached its limit", ErrorClass.KeysExhausted).After(wait);

    public static BridgeError KeysRejected(string provider) => new(
        502, "keys_rejected", $"AiBridge: the upstream of provider \"{provider}\" refuses the bridge's credential; your own token is not the cause", ErrorClass.KeysRejected)
    { Final = true };

    /// <summary>The error as the agents of a family are told it: a final decision is 400 where they would not show it otherwise.</summary>
    public BridgeError In(ErrorFamily family, string userAgent) =>
        Final && !family.ShowsServerErrors(userAgent) ? this with { Status = StatusCodes.Status400BadRequest } : this;

    /// <summary>The same error with the time after which a retry can help: whole seconds, at least 1.</summary>
    public BridgeError After(TimeSpan wait)
    {
        var seconds = (int)Math.Clamp(Math.Ceiling(wait.TotalSeconds), 1, int.MaxValue);
        return seconds <= LongestRetryAfter
            ? this with { Message = $"{Message}. Try again in {seconds} s", Retryable = true, RetryAfterSeconds = seconds }
            : this with { Message = $"{Message}. Try again in {TimeSpan.FromSeconds(seconds):h'h 'mm'm 'ss's'}", Retryable = false, RetryAfterSeconds = null };
    }
}
