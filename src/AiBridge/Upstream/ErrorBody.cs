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
        return ProviderErrors.OfBody((int)response.StatusCode, body);
    }
}
