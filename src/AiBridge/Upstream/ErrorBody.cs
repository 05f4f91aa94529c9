using AiBridge.Exchanges;
using AiBridge.Protocols;

namespace AiBridge.Upstream;

/// <summary>Reads an error's body ahead, so that its code can decide what comes next; the client still gets it unchanged.</summary>
internal static class ErrorBody
{
    private const int Largest = 1024 * 1024;

    /// <exception cref="HttpRequestException">The body broke off, or is beyond all reason.</exception>
    public static async ValueTask<ResponseError> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await response.Content.LoadIntoBufferAsync(Largest, cancellation);
        var body = await response.Content.ReadAsByteArrayAsync(cancellation);
        var (status, encoding) = ((int)response.StatusCode, response.Content.Headers.Encoding());
        if (ContentDecoding.IsIdentity(encoding))
            return ProviderErrors.OfBody(status, body);
        // Passthrough lets the client ask for it, and some compress unasked.
        using var plain = ContentDecoding.Decode(encoding!, body);
        return ProviderErrors.OfBody(status, plain is null ? default : plain.Span);
    }
}
