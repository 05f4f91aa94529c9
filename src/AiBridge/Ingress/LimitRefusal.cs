using System.Globalization;
using AiBridge.Exchanges;

namespace AiBridge.Ingress;

/// <summary>A request over a limit.</summary>
/// <param name="Error">What the client is told.</param>
/// <param name="Limit">The limit it met.</param>
/// <param name="Wait">Until a request can be allowed again.</param>
internal sealed record LimitRefusal(BridgeError Error, int Limit, TimeSpan Wait)
{
    // Nobody knows when a running request ends: long enough to outlast a short one, short enough not to idle.
    private static readonly TimeSpan UntilOneEnds = TimeSpan.FromSeconds(5);

    /// <summary>What has no place left; null when it is no matter of places.</summary>
    public Limiter? Full { get; init; }

    public static LimitRefusal RateLimited(string whose, int perMinute, TimeSpan wait) =>
        new(BridgeError.RateLimited($"{whose} may make {perMinute} requests a minute", wait), perMinute, wait);

    public static LimitRefusal PassthroughLimited(string whose, int perMinute, TimeSpan wait) =>
        new(BridgeError.RateLimited($"{whose} may make {perMinute} passthrough requests a minute", wait), perMinute, wait);

    public static LimitRefusal TooManyInFlight(string whose, int concurrent) =>
        new(BridgeError.TooManyInFlight($"{whose} may have {concurrent} requests in flight", UntilOneEnds), concurrent, UntilOneEnds);

    public Task WriteAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers["X-RateLimit-Limit"] = Limit.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Remaining"] = "0";
        headers["X-RateLimit-Reset"] = Math.Max(1, Math.Ceiling(Wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return ErrorResponse.WriteAsync(context, context.Arrival().Family, Error);
    }
}
