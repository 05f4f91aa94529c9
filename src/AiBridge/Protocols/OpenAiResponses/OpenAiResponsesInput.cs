using System.Text;
using AiBridge.Protocols.Json;

namespace AiBridge.Protocols.OpenAiResponses;

/// <summary>What the model asked of a tool: which member of the item holds it differs by kind of call. A text is taken as text, the rest as JSON.</summary>
internal static class OpenAiResponsesInput
{
    /// <summary>Members that hold the input; the first that says something counts.</summary>
    private static readonly byte[][] Inputs =
    [
        "arguments"u8.ToArray(), // function, mcp, tool_search
        "input"u8.ToArray(), // custom_tool
        "code"u8.ToArray(), // code_interpreter
        "queries"u8.ToArray(), // file_search
        "operation"u8.ToArray(), // apply_patch
        "actions"u8.ToArray(), // computer
        "revised_prompt"u8.ToArray(), // image_generation, whose action is only a word
        "action"u8.ToArray(), // web_search, local_shell, shell, computer
    ];

    /// <summary>What an item of another kind holds besides its input.</summary>
    private static readonly byte[][] Others =
    [
        "id"u8.ToArray(), "type"u8.ToArray(), "call_id"u8.ToArray(), "status"u8.ToArray(), "name"u8.ToArray(), "namespace"u8.ToArray(),
        "server_label"u8.ToArray(), "server_name"u8.ToArray(), "output"u8.ToArray(), "outputs"u8.ToArray(), "result"u8.ToArray(), "results"u8.ToArray(),
        "error"u8.ToArray(), "logs"u8.ToArray(), "annotations"u8.ToArray(), "created_by"u8.ToArray(), "container_id"u8.ToArray(), "caller"u8.ToArray(),
    ];

    public static string? Of(JsonValue item)
    {
        var isKnown = false;
        foreach (var name in Inputs)
        {
            var input = item[name];
            isKnown |= !input.Raw.IsEmpty;
            if (input.IsPresent && (!input.IsString || !input.Text.IsEmpty))
                return input.IsString ? input.AsString() : Encoding.UTF8.GetString(input.Raw);
        }

        return isKnown ? null : Rest(item);
    }

    /// <summary>A kind of call that nobody knows yet: all that is neither its name nor what came out.</summary>
    private static string? Rest(JsonValue item)
    {
        var rest = new StringBuilder();
        foreach (var member in item.Members())
        {
            if (!member.Value.IsPresent || IsOther(member.Key))
                continue;
            rest.Append(rest.Length == 0 ? '{' : ',').Append('"').Append(Encoding.UTF8.GetString(member.Key.Raw)).Append("\":")
                .Append(Encoding.UTF8.GetString(member.Value.Raw));
        }

        return rest.Length == 0 ? null : rest.Append('}').ToString();
    }

    private static bool IsOther(JsonText key)
    {
        foreach (var name in Others)
        {
            if (key.Is(name))
                return true;
        }

        return false;
    }
}
