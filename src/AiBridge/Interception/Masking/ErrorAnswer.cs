using AiBridge.Exchanges;
using AiBridge.Protocols;
using AiBridge.Secrets;
using Microsoft.AspNetCore.Http.Features;

namespace AiBridge.Interception.Masking;

/// <summary>What of an error answer can be masked before its body passes: the headers, the status line, and a body that came packed.</summary>
internal static class ErrorAnswer
{
    private const int LargestPacked = 1024 * 1024;

    /// <exception cref="ResponseLost">A packed body broke off, or is beyond all reason.</exception>
    public static async ValueTask HideAsync(HttpContext context, Exchange exchange, HttpResponseMessage response, TimeProvider clock, CancellationToken cancellation)
    {
        var secrets = new SecretSearch(exchange.ProviderSecrets);
        HideInHead(context, secrets);
        if (response.Content.Headers.HasNoEncoding() || await UnpackedAsync(exchange, response, clock, cancellation) is not { } body || secrets.Next(body) is null)
            return;
        // Of packed bytes none can be overwritten: the client gets what they stand for.
        secrets.Mask(body, last: true);
        context.Response.Headers.ContentEncoding = default;
        context.Response.ContentLength = body.Length;
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

    /// <summary>Null when it cannot be unpacked: then nobody else can read it either. The content still gives the bytes as they came.</summary>
    private static async ValueTask<byte[]?> UnpackedAsync(Exchange exchange, HttpResponseMessage response, TimeProvider clock, CancellationToken cancellation)
    {
        var packed = await ReadAheadContent.ReadToEndAsync(response, LargestPacked, WakeSignal.Never, clock, cancellation);
        if (packed.Fault is not null || !packed.Ended)
            throw new ResponseLost(StreamBreak.Of(StreamEndCause.Died, exchange).Error, packed.Fault);
        using var plain = packed.Available.IsEmpty ? null : ContentDecoding.Decode(response.Content.Headers.Encoding()!, packed.Available);
        return plain?.Span.ToArray();
    }
}
