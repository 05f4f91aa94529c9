using System.Text.Json.Nodes;

namespace AiBridge.Demo;

/// <summary>Anthropic Messages.</summary>
internal sealed class SimulatedMessages : SimulatedProtocol
{
    protected override DemoRequest Read(JsonObject body)
    {
        var model = RequireModel(body);
        if (body.At("max_tokens") is null)
            throw new BadDemoRequestException("max_tokens: Field required");
        return new DemoRequest
        {
            Model = model,
            Streaming = body.At("stream").IsTrue(),
            Conversation = Conversation(body),
            Tools = Tools(body),
            SystemText = body.At("system").AllText(),
            OutputSchema = body.At("output_config").At("format").At("schema"),
        };
    }

    protected override JsonObject Whole(DemoRequest request, DemoReply reply, DateTimeOffset now)
    {
        var content = new JsonArray();
        if (reply.Thought is not null)
            content.Add(new JsonObject { ["type"] = "thinking", ["thinking"] = reply.Thought, ["signature"] = DemoJson.Sealed() });
        if (reply.Text.Length > 0)
            content.Add(new JsonObject { ["type"] = "text", ["text"] = reply.Text });
        if (reply.Call is { } call)
            content.Add(new JsonObject { ["type"] = "tool_use", ["id"] = DemoJson.Id("toolu_01", 22), ["name"] = call.Name, ["input"] = JsonNode.Parse(call.Input) });
        return new JsonObject
        {
            ["id"] = DemoJson.Id("msg_01", 22),
            ["type"] = "message",
            ["role"] = "assistant",
            ["model"] = request.Model,
            ["content"] = content,
            ["stop_reason"] = reply.Call is null ? "end_turn" : "tool_use",
            ["stop_sequence"] = null,
            ["usage"] = Usage(reply.Usage),
        };
    }

    protected override IEnumerable<DemoEvent> Events(DemoRequest request, JsonObject whole)
    {
        yield return Event("message_start", new() { ["message"] = Opening(whole) });
        yield return Event("ping", []);
        var index = 0;
        foreach (var block in whole.At("content").Items())
        {
            yield return Event("content_block_start", new() { ["index"] = index, ["content_block"] = EmptyBlock(block) });
            foreach (var delta in Deltas(block))
                yield return Event("content_block_delta", new() { ["index"] = index, ["delta"] = delta });
            yield return Event("content_block_stop", new() { ["index"] = index });
            index++;
        }

        // The counts of the delta are totals and repeat those of the start.
        var ending = new JsonObject { ["stop_reason"] = whole["stop_reason"]?.DeepClone(), ["stop_sequence"] = null };
        yield return Event("message_delta", new() { ["delta"] = ending, ["usage"] = whole["usage"]?.DeepClone() });
        yield return Event("message_stop", []);
    }

    protected override bool IsToolCall(DemoEvent told) => told.Data.At("delta").At("partial_json") is not null;

    public override JsonObject Error(string type, string message) => new()
    {
        ["type"] = "error",
        ["error"] = new JsonObject { ["type"] = type, ["message"] = message },
        ["request_id"] = DemoJson.Id("req_011", 21),
    };

    private static List<DemoMessage> Conversation(JsonObject body)
    {
        if (body.At("messages") is not JsonArray { Count: > 0 } messages)
            throw new BadDemoRequestException("messages: at least one message is required");
        var said = new List<DemoMessage>();
        foreach (var content in messages.Where(message => message.At("role").Text() == "user").Select(message => message.At("content")))
        {
            if (content.Text() is { } text && !DemoMessage.IsScaffolding(text))
                said.Add(new(DemoRole.Person, text));
            foreach (var part in content.Items())
            {
                if (part.At("type").Text() == "tool_result")
                    said.Add(new(DemoRole.Tool, part.At("content").AllText()));
                else if (part.At("text").Text() is { } words && !DemoMessage.IsScaffolding(words))
                    said.Add(new(DemoRole.Person, words));
            }
        }

        return said;
    }

    // Hosted tools carry a type and no schema; the client could not run them.
    private static List<OfferedTool> Tools(JsonObject body) => body.At("tool_choice").At("type").Text() == "none"
        ? []
        : [.. from tool in body.At("tools").Items()
              where tool.At("input_schema") is not null
              let name = tool.At("name").Text()
              where name is not null
              select new OfferedTool(name, ToolForm.Function, tool.At("input_schema"))];

    private static JsonObject Usage(DemoUsage usage) => new()
    {
        ["input_tokens"] = usage.Fresh,
        ["cache_creation_input_tokens"] = usage.CacheWrite,
        ["cache_read_input_tokens"] = usage.CacheRead,
        ["cache_creation"] = new JsonObject
        {
            ["ephemeral_5m_input_tokens"] = usage.CacheWrite5m,
            ["ephemeral_1h_input_tokens"] = usage.CacheWrite1h,
        },
        ["output_tokens"] = usage.Output,
        ["service_tier"] = "standard",
    };

    private static JsonNode Opening(JsonObject whole)
    {
        var opening = whole.DeepClone();
        opening["content"] = new JsonArray();
        opening["stop_reason"] = null;
        opening["usage"]!["output_tokens"] = 1;
        return opening;
    }

    private static JsonNode? EmptyBlock(JsonNode? block)
    {
        var empty = block?.DeepClone();
        foreach (var name in new[] { "thinking", "signature", "text" })
        {
            if (empty.At(name) is not null)
                empty![name] = "";
        }

        if (empty.At("input") is not null)
            empty!["input"] = new JsonObject();
        return empty;
    }

    private static IEnumerable<JsonObject> Deltas(JsonNode? block)
    {
        switch (block.At("type").Text())
        {
            case "thinking":
                foreach (var piece in Pieces(block.At("thinking").Text()!))
                    yield return Delta("thinking_delta", "thinking", piece);
                yield return Delta("signature_delta", "signature", block.At("signature").Text()!);
                break;
            case "tool_use":
                yield return Delta("input_json_delta", "partial_json", "");
                foreach (var piece in Pieces(block.At("input")!.ToJsonString(DemoJson.Compact)))
                    yield return Delta("input_json_delta", "partial_json", piece);
                break;
            default:
                foreach (var piece in Pieces(block.At("text").Text()!))
                    yield return Delta("text_delta", "text", piece);
                break;
        }
    }

    private static JsonObject Delta(string type, string field, string piece) => new() { ["type"] = type, [field] = piece };

    private static DemoEvent Event(string name, JsonObject data)
    {
        data.Insert(0, "type", name);
        return new DemoEvent(name, data);
    }
}
