using AiBridge.Exchanges;
using AiBridge.Protocols;

namespace AiBridge.Upstream;

/// <summary>Reads an error's body ahead, so that its code can decide what comes next; the client still gets it unchanged.</summary>
internal static class ErrorBody
{
    /// <summary>Some errors repeat the whole request; what lies behind that much is passed on unread.</summary>
    private const int Largest = 1024 * 1024;

    /// <param name="response">Its content is replaced by one that gives every byte again.</param>
    /// <param name="deadline">A timestamp after which it is not waited for, or <see cref="WakeSignal.Never"/>.</param>
    /// <param name="clock">Tells when that is.</param>
    /// <param name="cancellation">Ends the waiting with a fault.</param>
    /// <returns>Null: too large, too slow, or packed in a way that is not known here.</returns>
    /// <exception cref="HttpRequestException">The body broke off.</exception>
    public static async ValueTask<ResponseError?> ReadAsync(HttpResponseMessage response, long deadline, TimeProvider clock, CancellationToken cancellation)
    {
        var reading = await ReadAheadContent.ReadToEndAsync(response, Largest, deadline, clock, cancellation);
        if (reading.Fault is { } fault)
            throw new HttpRequestException("The upstream broke off its error.", fault);
        if (!reading.Ended)
            return null;
        var (status, encoding) = ((int)response.StatusCode, response.Content.Headers.Encoding());
        if (ContentDecoding.IsIdentity(encoding))
            return ProviderErrors.OfBody(status, reading.Available.Span);
        // Passthrough lets the client ask for it, and some compress unasked.
        using var plain = ContentDecoding.Decode(encoding!, reading.Available);
        return plain is null ? null : ProviderErrors.OfBody(status, plain.Span);
    }
}
