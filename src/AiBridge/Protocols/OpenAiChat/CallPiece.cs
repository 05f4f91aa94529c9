using AiBridge.Protocols.Json;

namespace AiBridge.Protocols.OpenAiChat;

/// <summary>What one element of <c>tool_calls</c> says; a function has JSON arguments, a custom tool a text.</summary>
internal readonly ref struct CallPiece
{
    private readonly bool _isJson;

    public CallPiece(JsonValue call)
    {
        JsonValue function = default;
        foreach (var member in call.Members())
        {
            if (member.Key.Is("index"u8))
                Number = member.Value.AsInteger();
            else if (member.Key.Is("id"u8))
                Id = member.Value.AsWord();
            else if (member.Value.IsObject && (member.Key.Is("function"u8) || member.Key.Is("custom"u8)))
                function = member.Value;
        }

        this = OfFunction(function) with { Number = Number, Id = Id };
    }

    private CallPiece(string? name, JsonValue input, bool isJson)
    {
        Name = name;
        Input = input;
        _isJson = isJson;
    }

    /// <summary>Its place among the calls, where it is told.</summary>
    public long? Number { get; private init; }

    public string? Id { get; private init; }

    public string? Name { get; private init; }

    public JsonValue Input { get; private init; }

    public bool HasInput => Input.IsString ? !Input.Text.IsEmpty : Input.IsPresent;

    /// <summary>The input begins as a JSON object does.</summary>
    public bool BeginsObject => _isJson && Input.Text.Raw is [(byte)'{', ..];

    public static CallPiece OfFunction(JsonValue function)
    {
        string? name = null;
        JsonValue input = default;
        var isJson = true;
        foreach (var member in function.Members())
        {
            if (member.Key.Is("name"u8))
                name = member.Value.AsWord();
            else if (member.Key.Is("arguments"u8) || member.Key.Is("input"u8))
            {
                input = member.Value;
                isJson = member.Key.Is("arguments"u8);
            }
        }

        return new CallPiece(name, input, isJson);
    }
}
