using System.Globalization;
using System.Text;
using AiBridge.Exchanges;
using AiBridge.Protocols;
using AiBridge.Protocols.Families;
using Microsoft.AspNetCore.WebUtilities;

namespace AiBridge.Routing.Refusals;

/// <summary>What stands on the wire for a request that the server refuses. Nothing of the request is repeated in it.</summary>
internal static class RefusalText
{
    public static BridgeError Error(int status) => new(status, "invalid_request", "AiBridge: " + Words(status), ErrorClass.BadRequest)
    {
        Retryable = status == StatusCodes.Status408RequestTimeout,
    };

    public static RefusalBody Body(BridgeError error, ErrorFamily family) => new(error, family.ContentType, family.Write(error.Status, error.Code, error.Message));

    /// <summary>Status line and headers. The connection ends behind the answer: nobody knows where the next request would begin.</summary>
    public static byte[] Head(int status, string allow, RefusalBody body, DateTimeOffset now)
    {
        var head = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} {ReasonPhrases.GetReasonPhrase(status)}\r\n")
            .Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Content.Length}\r\nContent-Type: {body.ContentType}\r\nConnection: close\r\nDate: {now:R}\r\n")
            .Append(CultureInfo.InvariantCulture, $"{ErrorResponse.CodeHeader}: {body.Error.Code}\r\n");
        if (allow.Length > 0)
            head.Append(CultureInfo.InvariantCulture, $"Allow: {allow}\r\n");
        if (!body.Error.Retryable)
            head.Append("x-should-retry: false\r\n");
        return Encoding.Latin1.GetBytes(head.Append("\r\n").ToString());
    }

    public static string MethodOf(string line) => line.Split(' ')[0];

    /// <summary>The target in a line that need not be a request line; empty without one.</summary>
    public static string TargetOf(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(1) ?? "";

    private static string Words(int status) => status switch
    {
        StatusCodes.Status405MethodNotAllowed => "the request's method does not go with its target",
        StatusCodes.Status408RequestTimeout => "the request did not come in time",
        StatusCodes.Status411LengthRequired => "the length of the request's body is missing",
        StatusCodes.Status413PayloadTooLarge => "the request's body is too large",
        StatusCodes.Status414UriTooLong => "the request's target is too long",
        StatusCodes.Status431RequestHeaderFieldsTooLarge => "the request's headers are too many or too large",
        StatusCodes.Status505HttpVersionNotsupported => "the request's version of HTTP is not supported",
        _ => "the request is not valid HTTP: its target, a header or its length cannot be read",
    };
}

/// <summary>The body of a refusal.</summary>
internal sealed record RefusalBody(BridgeError Error, string ContentType, ReadOnlyMemory<byte> Content);
