namespace AiBridge.Protocols;

/// <summary>What a request says about itself, in every protocol the same. Only what is recorded or decides something; never the body.</summary>
internal sealed record RequestFacts
{
    /// <summary>Nothing is known.</summary>
    public static RequestFacts None { get; } = new();

    /// <summary>The <c>model</c> of the body; null when it is missing or not a non-empty string.</summary>
    public string? Model { get; init; }

    /// <summary><c>stream: true</c>.</summary>
    public bool Streaming { get; init; }

    /// <summary>The person's words in the last message, without scaffolding; null when the turn only carries tool results.</summary>
    public string? Prompt { get; init; }

    /// <summary>The prompt was longer; what is kept of it ends in <c>…</c>.</summary>
    public bool IsCut { get; init; }

    /// <summary>The prompt was longer, and the memory that all requests share had no room for all of it; what is kept of it ends in <c>…</c>.</summary>
    public bool IsCrowdedOut { get; init; }

    /// <summary>The id of the last tool call whose result the request carries.</summary>
    public string? LastToolResultId { get; init; }

    /// <summary>How the conversation begins, as a number; see <see cref="ConversationBeginning"/>. Null when the request does not carry it.</summary>
    public long? Beginning { get; init; }

    /// <summary>OpenAI's <c>prompt_cache_key</c>.</summary>
    public string? PromptCacheKey { get; init; }

    /// <summary>OpenAI Responses' <c>previous_response_id</c>.</summary>
    public string? PreviousResponseId { get; init; }

    /// <summary>OpenAI Responses' <c>background: true</c>: the response outlives the request.</summary>
    public bool Background { get; init; }

    /// <summary>The id of OpenAI Responses' <c>conversation</c>, a text or an object.</summary>
    public string? ConversationId { get; init; }

    /// <summary>It names a response or a conversation to go on from more than once: which of them counts, only the upstream knows.</summary>
    public bool ContinuesTwice { get; init; }

    /// <summary>What else of the provider's it names by id.</summary>
    public NamedThings Names { get; init; } = NamedThings.None;

    /// <summary>The session inside Anthropic's <c>metadata.user_id</c>: <c>session_id</c> of the JSON string, else the text after <c>_session_</c>.</summary>
    public string? UserIdSession { get; init; }

    /// <summary>Whether a non-empty <c>tools</c> list is present.</summary>
    public bool HasTools { get; init; }

    /// <summary>The property names of the demanded output schema (<c>output_config.format</c>, <c>response_format</c>, <c>text.format</c>), in order; empty without one.</summary>
    public IReadOnlyList<string> OutputSchemaProperties { get; init; } = [];

    /// <summary>The first 400 characters of the system text (without Claude Code's billing block).</summary>
    public string? SystemText { get; init; }

    /// <summary><c>generate: false</c>: a pre-warm that asks for no answer.</summary>
    public bool GenerateDisabled { get; init; }
}
