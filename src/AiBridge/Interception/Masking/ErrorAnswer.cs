using AiBridge.Exchanges;
using AiBridge.Protocols;
using AiBridge.Secrets;
using Microsoft.AspNetCore.Http.Features;

namespace AiBridge.Interception.Masking;

/// <summary>What of an error answer can be masked before its body passes: the headers, the status line, and a body that came packed.</summary>
internal static class ErrorAnswer
{
    private const int LargestPacked = 1024 * 1024;

    /// <exception cref="ResponseLostException">A packed body broke off, or is beyond all reason.</exception>
    public static async ValueTask HideAsync(HttpContext context, Exchange exchange, HttpResponseMessage response, TimeProvider clock, CancellationToken cancellation)
    {
        var secrets = new SecretSearch(exchange.ProviderSecrets);
        HideInHead(context, secrets);
        if (response.Content.Headers.HasNoEncoding() || await ReadableAsync(exchange, response, clock, cancellation) is not { } readable || secrets.Next(readable.Body) is null)
            return;
        var body = readable.Body;
        secrets.Mask(body, last: true);
        if (readable.WasPacked)
        {
            // Of packed bytes none can be overwritten: the client gets what they stand for.
            context.Response.Headers.ContentEncoding = default;
            context.Response.ContentLength = body.Length;
        }

        response.Content.Dispose();
        response.Content = new ByteArrayContent(body);
    }

    private static void HideInHead(HttpContext context, SecretSearch secrets)
    {
        foreach (var (name, values) in context.Response.Headers.ToList())
        {
            if (values.Any(value => value is not null && secrets.Mask(value) != value))
                context.Response.Headers[name] = values.Select(value => value is null ? null : secrets.Mask(value)).ToArray();
        }

        if (context.Features.Get<IHttpResponseFeature>() is { ReasonPhrase: { Length: > 0 } words } line)
            line.ReasonPhrase = secrets.Mask(words);
    }

    /// <summary>Null without a body. What cannot be unpacked may not be packed at all (<c>utf-8</c> and <c>none</c> come as encodings, too): it is looked into as it came. The content still gives those bytes.</summary>
    private static async ValueTask<(byte[] Body, bool WasPacked)?> ReadableAsync(Exchange exchange, HttpResponseMessage response, TimeProvider clock, CancellationToken cancellation)
    {
        var packed = await ReadAheadContent.ReadToEndAsync(response, LargestPacked, WakeSignal.Never, clock, cancellation);
        if (packed.Fault is not null || !packed.Ended)
            throw new ResponseLostException(StreamBreak.Of(StreamEndCause.Died, exchange).Error, packed.Fault);
        if (packed.Available.IsEmpty)
            return null;
        using var plain = ContentDecoding.Decode(response.Content.Headers.Encoding()!, packed.Available);
        return plain is null ? (packed.Available.ToArray(), false) : (plain.Span.ToArray(), true);
    }
}
