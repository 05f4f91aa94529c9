using System.Net;
using AiBridge.Exchanges;
using Microsoft.Net.Http.Headers;

namespace AiBridge.Upstream;

/// <summary>The buffered request body as the content of one attempt. Holds the buffer for as long as it is being written.</summary>
internal sealed class BufferedContent : HttpContent
{
    private readonly RequestBody _body;

    /// <param name="body">The body as the client sent it.</param>
    /// <param name="original">The content whose headers belong to it.</param>
    public BufferedContent(RequestBody body, HttpContent? original)
    {
        _body = body;
        if (original is null)
            return;
        foreach (var (name, values) in original.Headers.NonValidated)
        {
            // Comes from the body itself.
            if (name.Equals(HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase))
                continue;
            Headers.TryAddWithoutValidation(name, values);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (!_body.TryHold())
            throw new IOException("The request has ended; its body is gone.");
        try
        {
            await stream.WriteAsync(_body.Memory, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _body.Release();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
