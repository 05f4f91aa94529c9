using System.Text.Json.Nodes;

namespace AiBridge.Demo;

/// <summary>OpenAI Responses; <see cref="ResponsesEvents"/> tells its answers as streams.</summary>
internal sealed class SimulatedResponses : SimulatedProtocol
{
    protected override DemoRequest Read(JsonObject body)
    {
        var model = RequireModel(body);
        var input = body.At("input");
        if (input is null or JsonArray { Count: 0 })
            throw new BadDemoRequestException("Missing required parameter: 'input'.");
        return new DemoRequest
        {
            Model = model,
            Streaming = body.At("stream").IsTrue(),
            Conversation = input.Text() is { } words ? [new(DemoRole.Person, words)] : Conversation(input),
            Tools = body.At("tool_choice").Text() == "none" ? [] : [.. Tools(body.At("tools")), .. input.Items().SelectMany(AdditionalTools)],
            SystemText = string.Join('\n', input.Items().Where(item => item.At("role").Text() is "system" or "developer").Select(item => item.At("content").AllText()).Prepend(body.At("instructions").AllText())),
            OutputSchema = body.At("text").At("format").At("schema"),
        };
    }

    protected override JsonObject Whole(DemoRequest request, DemoReply reply, DateTimeOffset now)
    {
        var output = new JsonArray();
        if (reply.Thought is not null)
            output.Add(Reasoning(reply.Thought));
        if (reply.Text.Length > 0)
            output.Add(Message(reply));
        if (reply.Call is not null)
            output.Add(CallItem(reply.Call));
        return new JsonObject
        {
            ["id"] = DemoJson.HexId("resp_0", 49),
            ["object"] = "response",
            ["created_at"] = now.ToUnixTimeSeconds(),
            ["status"] = "completed",
            ["error"] = null,
            ["incomplete_details"] = null,
            ["model"] = request.Model,
            ["output"] = output,
            ["parallel_tool_calls"] = false,
            ["store"] = false,
            ["usage"] = Usage(reply.Usage),
        };
    }

    protected override IEnumerable<DemoEvent> Events(DemoRequest request, JsonObject whole) => ResponsesEvents.Of(whole, Pieces);

    protected override bool IsToolCall(DemoEvent told) =>
        told.Name is "response.function_call_arguments.delta" or "response.custom_tool_call_input.delta";

    public override JsonObject Error(string type, string message) => SimulatedChat.OpenAiError(type, message);

    private static List<DemoMessage> Conversation(JsonNode input)
    {
        var said = new List<DemoMessage>();
        foreach (var item in input.Items())
        {
            if (item.At("type").Text()?.EndsWith("_call_output", StringComparison.Ordinal) == true)
                said.Add(new(DemoRole.Tool, item.At("output").AllText()));
            else if (item.At("role").Text() == "user" && item.At("content").AllText() is var text && !DemoMessage.IsScaffolding(text))
                said.Add(new(DemoRole.Person, text));
        }

        return said;
    }

    // Codex's newest models: the tools are an item of the input, in namespaces.
    private static IEnumerable<OfferedTool> AdditionalTools(JsonNode? item) => item.At("type").Text() == "additional_tools"
        ? Tools(item.At("tools")).Concat(item.At("tools").Items().Where(IsMainNamespace).SelectMany(tool => Tools(tool.At("tools"))))
        : [];

    private static bool IsMainNamespace(JsonNode? tool) => tool.At("type").Text() == "namespace" && tool.At("name").Text() == "functions";

    private static IEnumerable<OfferedTool> Tools(JsonNode? tools)
    {
        foreach (var tool in tools.Items())
        {
            var (type, name) = (tool.At("type").Text(), tool.At("name").Text());
            if (type == "function" && name is not null)
                yield return new OfferedTool(name, ToolForm.Function, tool.At("parameters"));
            else if (type == "custom" && name is not null)
                yield return new OfferedTool(name, ToolForm.Custom);
            else if (type == "local_shell")
                yield return new OfferedTool(type, ToolForm.LocalShell);
        }
    }

    private static JsonObject Reasoning(string thought) => new()
    {
        ["id"] = DemoJson.HexId("rs_0", 49),
        ["type"] = "reasoning",
        ["summary"] = new JsonArray(new JsonObject { ["type"] = "summary_text", ["text"] = thought }),
        ["encrypted_content"] = DemoJson.Sealed(),
    };

    private static JsonObject Message(DemoReply reply) => new()
    {
        ["id"] = DemoJson.HexId("msg_0", 49),
        ["type"] = "message",
        ["status"] = "completed",
        ["role"] = "assistant",
        ["phase"] = reply.Call is null ? "final_answer" : "commentary",
        ["content"] = new JsonArray(new JsonObject { ["type"] = "output_text", ["text"] = reply.Text, ["annotations"] = new JsonArray() }),
    };

    private static JsonObject CallItem(ToolCall call)
    {
        var (prefix, type) = call.Form switch
        {
            ToolForm.Custom => ("ctc_0", "custom_tool_call"),
            ToolForm.LocalShell => ("lsh_0", "local_shell_call"),
            _ => ("fc_0", "function_call"),
        };
        var item = new JsonObject { ["id"] = DemoJson.HexId(prefix, 49), ["type"] = type, ["status"] = "completed", ["call_id"] = DemoJson.Id("call_", 24) };
        if (call.Form == ToolForm.LocalShell)
        {
            item["action"] = new JsonObject { ["type"] = "exec", ["command"] = new JsonArray("bash", "-lc", call.Input), ["env"] = new JsonObject() };
            return item;
        }

        item["name"] = call.Name;
        item[call.Form == ToolForm.Custom ? "input" : "arguments"] = call.Input;
        return item;
    }

    private static JsonObject Usage(DemoUsage usage) => new()
    {
        ["input_tokens"] = usage.AllInput,
        ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = usage.CacheRead },
        ["output_tokens"] = usage.Output,
        ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = usage.Reasoning },
        ["total_tokens"] = usage.AllInput + usage.Output,
    };
}
