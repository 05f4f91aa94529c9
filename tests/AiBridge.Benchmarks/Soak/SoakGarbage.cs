namespace AiBridge.Benchmarks.Soak;

/// <summary>Things no reader expects between the events of a good stream, or behind a good JSON body.</summary>
internal static class SoakGarbage
{
    private static readonly string[] Kinds =
    [
        "data: {\"type\":\"content_block_delta\",\"index\":\n\n",
        "event: unheard_of\ndata: {\"a\":[1,2,{\"b\":\"\\ud800\"}]}\n\n",
        ": a comment\n\n",
        "data\n\n",
        "\r\n\r\n",
        "event: message_start\n\n",
        "id: 5\nretry: 10\n\n",
        "data: null\n\n",
        "data: [[[[[[[[\n\n",
        "data: {\"type\":7,\"choices\":{},\"usage\":\"many\",\"delta\":[]}\n\n",
        "data: {\"type\":\"message_delta\",\"usage\":{\"output_tokens\":\"many\",\"input_tokens\":-1e400}}\n\n",
        "data: {\"type\":\"response.output_item.done\",\"item\":{\"type\":\"function_call\"}}\n\n",
        "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":99999999,\"function\":{\"arguments\":\"x\"}}]}}]}\n\n",
        "\u0000\u0001\u00ff\u00fe\u0080 no field at all\n\n",
        "data: " + new string('\u00e9', 150_000) + "\n\n",
    ];

    public static IReadOnlyList<string> Into(SoakCase request, Dice dice)
    {
        var pieces = SoakAnswer.Pieces(request);
        if (!request.Streaming)
            return [.. pieces, " \r\n\t"];
        for (var more = 1 + dice.Below(6); more > 0; more--)
            pieces.Insert(dice.Below(pieces.Count), Kinds[dice.Below(Kinds.Length)]);
        return pieces;
    }
}
