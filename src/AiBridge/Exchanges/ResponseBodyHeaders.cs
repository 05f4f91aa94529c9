using System.Net.Http.Headers;

namespace AiBridge.Exchanges;

/// <summary>What a response's headers say of its body, as sent.</summary>
internal static class ResponseBodyHeaders
{
    /// <summary>Empty without one.</summary>
    public static string ContentType(this HttpContentHeaders headers) => headers.NonValidated.TryGetValues("Content-Type", out var type) ? type.ToString() : "";

    public static bool IsEventStream(this HttpContentHeaders headers) => IsEventStream(headers.ContentType());

    public static bool IsEventStream(string contentType) => contentType.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase);

    public static bool HasNoEncoding(this HttpContentHeaders headers) =>
        ContentDecoding.IsIdentity(headers.Encoding());

    /// <summary>Null without one.</summary>
    public static string? Encoding(this HttpContentHeaders headers) =>
        headers.NonValidated.TryGetValues("Content-Encoding", out var encoding) ? encoding.ToString() : null;
}
