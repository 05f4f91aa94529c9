using System.Text.Json.Nodes;

namespace AiBridge.Demo;

/// <summary>The events of a Responses stream, numbered from 0: each output item is opened, told in pieces and closed.</summary>
internal sealed class ResponsesEvents
{
    private readonly Func<string, IEnumerable<string>> _pieces;
    private int _number;

    private ResponsesEvents(Func<string, IEnumerable<string>> pieces) => _pieces = pieces;

    public static IEnumerable<DemoEvent> Of(JsonObject whole, Func<string, IEnumerable<string>> pieces) => new ResponsesEvents(pieces).All(whole);

    private IEnumerable<DemoEvent> All(JsonObject whole)
    {
        yield return Event("response.created", new() { ["response"] = Unfinished(whole) });
        yield return Event("response.in_progress", new() { ["response"] = Unfinished(whole) });
        var index = 0;
        foreach (var item in whole.At("output").Items())
        {
            yield return Event("response.output_item.added", new() { ["output_index"] = index, ["item"] = EmptyItem(item!) });
            foreach (var told in EventsOf(item!))
            {
                told.Data!.AsObject().Add("output_index", index);
                told.Data!.AsObject().Add("item_id", item!["id"]?.DeepClone());
                yield return told;
            }

            yield return Event("response.output_item.done", new() { ["output_index"] = index, ["item"] = item!.DeepClone() });
            index++;
        }

        yield return Event("response.completed", new() { ["response"] = whole.DeepClone() });
    }

    private IEnumerable<DemoEvent> EventsOf(JsonNode item) => item.At("type").Text() switch
    {
        "reasoning" => Part("response.reasoning_summary_part", "response.reasoning_summary_text", "summary_index", item.At("summary").Items().First()!),
        "message" => Part("response.content_part", "response.output_text", "content_index", item.At("content").Items().First()!),
        "function_call" => Input("response.function_call_arguments", "arguments", item.At("arguments").Text()!),
        "custom_tool_call" => Input("response.custom_tool_call_input", "input", item.At("input").Text()!),
        _ => [],
    };

    private IEnumerable<DemoEvent> Part(string part, string text, string indexName, JsonNode whole)
    {
        var words = whole.At("text").Text()!;
        var empty = whole.DeepClone();
        empty["text"] = "";
        yield return Event($"{part}.added", new() { [indexName] = 0, ["part"] = empty });
        foreach (var piece in _pieces(words))
            yield return Event($"{text}.delta", new() { [indexName] = 0, ["delta"] = piece });
        yield return Event($"{text}.done", new() { [indexName] = 0, ["text"] = words });
        yield return Event($"{part}.done", new() { [indexName] = 0, ["part"] = whole.DeepClone() });
    }

    private IEnumerable<DemoEvent> Input(string name, string field, string input)
    {
        foreach (var piece in _pieces(input))
            yield return Event($"{name}.delta", new() { ["delta"] = piece });
        yield return Event($"{name}.done", new() { [field] = input });
    }

    private static JsonNode Unfinished(JsonObject whole)
    {
        var opening = whole.DeepClone();
        opening["status"] = "in_progress";
        opening["output"] = new JsonArray();
        opening["usage"] = null;
        return opening;
    }

    private static JsonNode EmptyItem(JsonNode item)
    {
        var empty = item.DeepClone();
        foreach (var list in new[] { "summary", "content" })
        {
            if (empty.At(list) is not null)
                empty[list] = new JsonArray();
        }

        foreach (var text in new[] { "arguments", "input" })
        {
            if (empty.At(text) is not null)
                empty[text] = "";
        }

        if (empty.At("status") is not null)
            empty["status"] = "in_progress";
        return empty;
    }

    private DemoEvent Event(string name, JsonObject data)
    {
        data.Insert(0, "type", name);
        data.Insert(1, "sequence_number", _number++);
        return new DemoEvent(name, data);
    }
}
