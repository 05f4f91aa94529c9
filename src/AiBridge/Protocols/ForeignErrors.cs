using AiBridge.Protocols.Json;

namespace AiBridge.Protocols;

/// <summary>
/// Recognises errors that are worded in no protocol's envelope: <c>{"code":1302,"msg":…}</c>, <c>{"base_resp":{"status_code":…}}</c>,
/// <c>{"detail":…}</c>, <c>{"success":false,"errors":[…]}</c>. They come with a good status, as a body or as an event.
/// </summary>
internal static class ForeignErrors
{
    /// <summary>The error that an object is, which is no answer; null when it is none.</summary>
    public static ResponseError? Find(JsonValue json)
    {
        if (json["error"u8] is { IsObject: true } or { IsString: true, Text.IsEmpty: false })
            return Known(ProviderErrors.OfEnvelope(json));
        if (json["base_resp"u8] is { IsObject: true } inner)
            return Flat(inner);
        foreach (var error in json["errors"u8].Elements())
            return error.IsObject ? Known(ProviderErrors.OfEnvelope(error)) : new ResponseError(null, error.AsWords(ProviderErrors.MaxMessage) ?? "", ErrorClass.Unknown);
        return Flat(json);
    }

    /// <summary>Code and words lie in the object itself, under one of many names.</summary>
    private static ResponseError? Flat(JsonValue json)
    {
        JsonValue code = default, words = default, type = default;
        var failed = false;
        foreach (var member in json.Members())
        {
            if (IsCode(member.Key) || (member.Key.Is("status"u8) && member.Value.AsInteger() >= 400))
                code = member.Value;
            else if (IsWords(member.Key) && member.Value.IsPresent)
                words = member.Value;
            else if (member.Key.Is("type"u8))
                type = member.Value;
            failed |= member.Key.Is("success"u8) && member.Value.Kind == JsonKind.False;
            failed |= member.Key.Is("error"u8) && member.Value.Kind == JsonKind.True;
            failed |= member.Key.Is("detail"u8) && member.Value.IsPresent;
        }

        var codeText = ProviderErrors.CodeOf(code);
        if (!failed && (codeText is null || !words.IsPresent || IsGood(codeText)))
            return null;
        var typeText = type.AsWord();
        var text = words.AsWords(ProviderErrors.MaxMessage) ?? words["message"u8].AsWords(ProviderErrors.MaxMessage);
        return Known(new ResponseError(codeText ?? typeText, text, ErrorClasses.OfCode(codeText, typeText)));
    }

    /// <summary>What no table knows is no stream that died.</summary>
    private static ResponseError Known(ResponseError error) => error.Class == ErrorClass.StreamError ? error with { Class = ErrorClass.Unknown } : error;

    private static bool IsGood(string code) =>
        code is "0" or "200" || code.Equals("ok", StringComparison.OrdinalIgnoreCase) || code.Equals("success", StringComparison.OrdinalIgnoreCase);

    private static bool IsCode(JsonText key) =>
        key.Is("code"u8) || key.Is("error_code"u8) || key.Is("errcode"u8) || key.Is("errorCode"u8) || key.Is("status_code"u8);

    private static bool IsWords(JsonText key) =>
        key.Is("message"u8) || key.Is("msg"u8) || key.Is("error_msg"u8) || key.Is("errmsg"u8) || key.Is("errorMessage"u8)
        || key.Is("status_msg"u8) || key.Is("detail"u8) || key.Is("Message"u8);
}
