using AiBridge.Protocols.Json;

namespace AiBridge.Protocols;

/// <summary>What a response has said so far. Filled by one <see cref="ResponseReader"/>, on the thread that relays it.</summary>
internal sealed class ResponseFacts
{
    private bool _hasOutput;
    private List<string>? _given;

    public ResponseFacts() => Calls = new ToolCallDrafts(Budget);

    /// <summary>What all of them together may take.</summary>
    public FactsBudget Budget { get; } = new();

    /// <summary>The provider's id of the response (<c>msg_…</c>, <c>chatcmpl-…</c>, <c>resp_…</c>).</summary>
    public string? ResponseId { get; set; }

    /// <summary>The model that answered, which may be another than the one asked for.</summary>
    public LatestText Model { get; } = new();

    /// <summary>The service tier as served.</summary>
    public LatestText ServiceTier { get; } = new();

    /// <summary>The speed as served (Anthropic's fast mode).</summary>
    public LatestText Speed { get; } = new();

    public TokenUsage Usage { get; } = new();

    /// <summary>Something has come that a person or a tool is given: text, a thought, a tool's input. Roles, names, empty pieces and ends are none.</summary>
    public bool HasOutput => _hasOutput || Calls.HasInput;

    /// <summary>The tool calls, begun and ended.</summary>
    public ToolCallDrafts Calls { get; }

    /// <summary>Every tool call that has ended, in the order it was begun; made anew each time.</summary>
    public IReadOnlyList<ToolUse> ToolUses => Calls.Ended();

    public List<Thought> Thoughts { get; } = [];

    /// <summary>The terminal event of the stream, or the whole body, was read; or the stream ended in good order after its last fact.</summary>
    public bool Ended { get; set; }

    /// <summary>
    /// The stream has told its last fact (a <c>finish_reason</c> of every choice, a <c>stop_reason</c>). Several providers send no
    /// terminal event behind it: a good end of the body is then the end of the answer.
    /// </summary>
    public bool Finished { get; set; }

    /// <summary>The response says of itself that it stopped early (Responses <c>incomplete</c>); its usage is partial.</summary>
    public bool Incomplete { get; set; }

    /// <summary>The response goes on in the background (Responses <c>queued</c>, <c>in_progress</c>): what it will have cost is told later.</summary>
    public bool Pending { get; set; }

    /// <summary>The error the response carries: an error body, an error event, or <c>response.failed</c>.</summary>
    public ResponseError? Error { get; set; }

    /// <summary>The ids of what the provider keeps beside the response, and a later request may name: its items, and containers.</summary>
    public IReadOnlyList<string> Given => _given ?? [];

    /// <summary>The last <c>sequence_number</c> of a Responses stream.</summary>
    public long? LastSequence { get; set; }

    /// <summary>Events or blocks whose type was not known; they are relayed and skipped.</summary>
    public int UnknownEvents { get; set; }

    /// <summary>Notes a piece of text or thought, which is output when it is not empty.</summary>
    public void Say(JsonValue piece) => _hasOutput |= piece is { IsString: true, Text.IsEmpty: false };

    /// <summary>Notes the id of something that is kept beside the response, if there is room for it.</summary>
    public void Give(JsonValue id)
    {
        if (id.AsWord() is { } word && Budget.TryTake(FactsBudget.Fact + word.Length))
            (_given ??= []).Add(word);
    }

    /// <summary>Notes output that is no JSON string.</summary>
    public void Say() => _hasOutput = true;

    /// <summary>Keeps a thought that has words, if there is room for it.</summary>
    public void Think(string? content, ThoughtSource source)
    {
        if (!string.IsNullOrEmpty(content) && Budget.TryTake(FactsBudget.Fact + content.Length))
            Thoughts.Add(new Thought(content, source));
    }

    /// <summary>Keeps a thought that came in pieces, and empties where they lay.</summary>
    public void Think(FragmentBuffer pieces, ThoughtSource source)
    {
        var content = pieces.IsEmpty ? null : pieces.Decode();
        pieces.Clear();
        Think(content, source);
    }
}

/// <summary>One tool call of a response; hosted tools too.</summary>
/// <param name="Id">The id a later tool result refers to.</param>
/// <param name="Name">The tool's name; for hosted tools their kind (<c>web_search</c>).</param>
/// <param name="Input">The JSON text of the arguments as the model sent it; for free-form tools the text.</param>
/// <param name="Server">The MCP server, by label or namespace; null for other tools.</param>
internal sealed record ToolUse(string Id, string Name, string Input, string? Server = null);

/// <summary>One piece of the model's visible reasoning.</summary>
internal sealed record Thought(string Content, ThoughtSource Source);

internal enum ThoughtSource
{
    Thinking,
    ReasoningSummary,
    Commentary,
    Reasoning,
}

/// <summary>An error as the provider worded it.</summary>
/// <param name="Code">The provider's type or code (<c>overloaded_error</c>, <c>rate_limit_exceeded</c>).</param>
/// <param name="Message">The provider's words, at most 500 characters.</param>
/// <param name="Class">Our class for it.</param>
internal sealed record ResponseError(string? Code, string? Message, ErrorClass Class)
{
    /// <summary>The provider's type beside the code; null without one.</summary>
    public string? Type { get; init; }

    /// <summary>Whether code or type is that word: some say <c>server_error</c> in the one and a status in the other.</summary>
    public bool Says(string word) => word.Equals(Code, StringComparison.OrdinalIgnoreCase) || word.Equals(Type, StringComparison.OrdinalIgnoreCase);
}

/// <summary>The classes stored as <c>errorType</c>, lower_snake.</summary>
internal enum ErrorClass
{
    Unknown,
    BadRequest,
    Unauthorized,
    RateLimited,
    Overloaded,
    ServerError,
    Timeout,
    Unreachable,
    StreamError,
    CircuitOpen,
    KeysExhausted,
    KeysRejected,
    NoCredential,
    SlowClient,
    Shutdown,
}
