using System.Text;
using AiBridge.Protocols.Json;

namespace AiBridge.Protocols;

/// <summary>Reads errors as providers word them: <c>{"error":{"type","code","message"}}</c> and its relatives.</summary>
internal static class ProviderErrors
{
    public const int MaxMessage = 500;

    /// <summary>The error of an answer whose status is one; its class follows the status, but overload is overload under any 5xx.</summary>
    public static ResponseError OfBody(int status, ReadOnlySpan<byte> body)
    {
        var error = JsonValue.TryReadObject(body, out var json)
            ? OfEnvelope(json)
            : new ResponseError(null, PlainText(body), ErrorClass.Unknown);
        var byStatus = AnswerStatus.Of(status).Error ?? ErrorClass.Unknown;
        return error with { Class = status >= 500 && error.Class == ErrorClass.Overloaded ? ErrorClass.Overloaded : byStatus };
    }

    /// <summary>Whether the member <c>error</c> of an answer says that it is none; some vendors send it empty in every good one.</summary>
    public static bool IsError(JsonValue error) => error is { IsString: true, Text.IsEmpty: false } || (error.IsObject && error.Members().MoveNext());

    /// <summary>The error of an event that is one; without data it has no words.</summary>
    public static ResponseError OfEvent(ReadOnlySpan<byte> data) => JsonValue.TryReadObject(data, out var json)
        ? OfEnvelope(json)
        : new ResponseError(null, PlainText(data), ErrorClass.StreamError);

    /// <summary>The error in an envelope: the member <c>error</c>, an object or a text, else the object itself.</summary>
    public static ResponseError OfEnvelope(JsonValue envelope)
    {
        var inner = envelope["error"u8];
        if (inner.IsString)
            return new ResponseError(envelope["code"u8].AsWord(), inner.AsWords(MaxMessage), ErrorClass.StreamError);
        return inner.IsObject ? OfError(inner, inEnvelope: false) : OfError(envelope, inEnvelope: true);
    }

    private static ResponseError OfError(JsonValue error, bool inEnvelope)
    {
        error.Get("code"u8, out var code, "type"u8, out var type);
        var codeText = CodeOf(code);
        var typeText = type.AsWord();
        if (inEnvelope && typeText == "error")
            typeText = null;
        error.Get("message"u8, out var message, "detail"u8, out var detail);
        return new ResponseError(
            codeText ?? typeText,
            message.AsWords(MaxMessage) ?? detail.AsWords(MaxMessage),
            ErrorClasses.OfCode(codeText, typeText))
        { Type = typeText };
    }

    /// <summary>A word, or a number; some are of any length.</summary>
    public static string? CodeOf(JsonValue code) => code.Kind == JsonKind.Number ? new JsonText(code.Raw, escaped: false).Word() : code.AsWord();

    private static string? PlainText(ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, 4 * MaxMessage)]).Replace('\0', '\uFFFD').Trim();
        return text.Length == 0 ? null : CutText.To(text, MaxMessage);
    }
}
