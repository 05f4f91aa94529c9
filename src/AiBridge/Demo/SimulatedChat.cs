using System.Text.Json.Nodes;

namespace AiBridge.Demo;

/// <summary>OpenAI Chat Completions, with the <c>reasoning_content</c> that compatible vendors add.</summary>
internal sealed class SimulatedChat : SimulatedProtocol
{
    protected override DemoRequest Read(JsonObject body)
    {
        var model = RequireModel(body);
        if (body.At("messages") is not JsonArray { Count: > 0 } messages)
            throw new BadDemoRequestException("Missing required parameter: 'messages'.");
        return new DemoRequest
        {
            Model = model,
            Streaming = body.At("stream").IsTrue(),
            UsageInStream = body.At("stream_options").At("include_usage").IsTrue(),
            Conversation = Conversation(messages),
            Tools = Tools(body),
            SystemText = string.Join('\n', messages.Where(message => message.At("role").Text() is "system" or "developer").Select(message => message.At("content").AllText())),
            OutputSchema = body.At("response_format").At("json_schema").At("schema"),
        };
    }

    protected override JsonObject Whole(DemoRequest request, DemoReply reply, DateTimeOffset now)
    {
        var message = new JsonObject { ["role"] = "assistant", ["content"] = reply.Text };
        if (reply.Thought is not null)
            message["reasoning_content"] = reply.Thought;
        if (reply.Call is { } call)
        {
            var function = new JsonObject { ["name"] = call.Name, ["arguments"] = call.Input };
            message["tool_calls"] = new JsonArray(new JsonObject { ["id"] = DemoJson.Id("call_", 24), ["type"] = "function", ["function"] = function });
        }

        var choice = new JsonObject { ["index"] = 0, ["message"] = message, ["finish_reason"] = reply.Call is null ? "stop" : "tool_calls" };
        return new JsonObject
        {
            ["id"] = DemoJson.Id("chatcmpl-", 29),
            ["object"] = "chat.completion",
            ["created"] = now.ToUnixTimeSeconds(),
            ["model"] = request.Model,
            ["choices"] = new JsonArray(choice),
            ["usage"] = Usage(reply.Usage),
        };
    }

    protected override IEnumerable<DemoEvent> Events(DemoRequest request, JsonObject whole)
    {
        var choice = whole.At("choices").Items().First();
        foreach (var delta in Deltas(choice.At("message")))
            yield return Chunk(request, whole, delta, null);
        yield return Chunk(request, whole, [], choice.At("finish_reason").Text());
        if (request.UsageInStream)
        {
            var last = Frame(whole);
            last["choices"] = new JsonArray();
            last["usage"] = whole["usage"]?.DeepClone();
            yield return new DemoEvent(null, last);
        }

        yield return new DemoEvent(null, null);
    }

    protected override bool IsToolCall(DemoEvent told) => told.Data.At("choices").Items().FirstOrDefault().At("delta").At("tool_calls") is not null;

    public override JsonObject Error(string type, string message) => OpenAiError(type, message);

    /// <summary>The error body all OpenAI's APIs share.</summary>
    public static JsonObject OpenAiError(string type, string message) => new()
    {
        ["error"] = new JsonObject { ["message"] = message, ["type"] = type, ["param"] = null, ["code"] = null },
    };

    private static List<DemoMessage> Conversation(JsonArray messages)
    {
        var said = new List<DemoMessage>();
        foreach (var message in messages)
        {
            var text = message.At("content").AllText();
            if (message.At("role").Text() == "tool")
                said.Add(new(DemoRole.Tool, text));
            else if (message.At("role").Text() == "user" && !DemoMessage.IsScaffolding(text))
                said.Add(new(DemoRole.Person, text));
        }

        return said;
    }

    private static List<OfferedTool> Tools(JsonObject body) => body.At("tool_choice").Text() == "none"
        ? []
        : [.. from tool in body.At("tools").Items()
              let name = tool.At("function").At("name").Text()
              where name is not null
              select new OfferedTool(name, ToolForm.Function, tool.At("function").At("parameters"))];

    private static JsonObject Usage(DemoUsage usage) => new()
    {
        ["prompt_tokens"] = usage.AllInput,
        ["completion_tokens"] = usage.Output,
        ["total_tokens"] = usage.AllInput + usage.Output,
        ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = usage.CacheRead, ["audio_tokens"] = 0 },
        ["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = usage.Reasoning, ["audio_tokens"] = 0 },
    };

    private static IEnumerable<JsonObject> Deltas(JsonNode? message)
    {
        yield return new JsonObject { ["role"] = "assistant", ["content"] = "" };
        foreach (var piece in Pieces(message.At("reasoning_content").Text() ?? ""))
            yield return new JsonObject { ["reasoning_content"] = piece };
        foreach (var piece in Pieces(message.At("content").Text() ?? ""))
            yield return new JsonObject { ["content"] = piece };
        foreach (var call in message.At("tool_calls").Items())
        {
            var opening = call!.DeepClone();
            opening["function"]!["arguments"] = "";
            yield return ToolDelta(opening.AsObject());
            foreach (var piece in Pieces(call.At("function").At("arguments").Text()!))
                yield return ToolDelta(new() { ["function"] = new JsonObject { ["arguments"] = piece } });
        }
    }

    private static JsonObject ToolDelta(JsonObject call)
    {
        call.Insert(0, "index", 0);
        return new JsonObject { ["tool_calls"] = new JsonArray(call) };
    }

    private static DemoEvent Chunk(DemoRequest request, JsonObject whole, JsonObject delta, string? finishReason)
    {
        var chunk = Frame(whole);
        chunk["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finishReason });
        if (request.UsageInStream)
            chunk["usage"] = null;
        return new DemoEvent(null, chunk);
    }

    private static JsonObject Frame(JsonObject whole) => new()
    {
        ["id"] = whole["id"]?.DeepClone(),
        ["object"] = "chat.completion.chunk",
        ["created"] = whole["created"]?.DeepClone(),
        ["model"] = whole["model"]?.DeepClone(),
    };
}
