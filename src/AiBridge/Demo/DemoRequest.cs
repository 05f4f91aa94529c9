using System.Text.Json.Nodes;
using AiBridge.Protocols;

namespace AiBridge.Demo;

/// <summary>What the script needs to know of a request, in every protocol the same.</summary>
internal sealed record DemoRequest
{
    public required string Model { get; init; }

    public required bool Streaming { get; init; }

    /// <summary>A chat stream ends with a usage chunk only when the request asks for it.</summary>
    public bool UsageInStream { get; init; }

    /// <summary>What the person and the tools said, oldest first.</summary>
    public required IReadOnlyList<DemoMessage> Conversation { get; init; }

    /// <summary>Empty when none are offered or none may be called.</summary>
    public required IReadOnlyList<OfferedTool> Tools { get; init; }

    public string SystemText { get; init; } = "";

    /// <summary>The JSON schema the answer must follow; null when any text will do.</summary>
    public JsonNode? OutputSchema { get; init; }
}

/// <summary>One thing said to the model.</summary>
internal readonly record struct DemoMessage(DemoRole DemoRole, string Text)
{
    /// <summary>Clients wrap notes of their own into user messages; those are not the person speaking.</summary>
    public static bool IsScaffolding(string text) =>
        new PromptWords(ScaffoldingTable.Unknown, text.ToCharArray()).Of([(0, text.Length)]).IsEmpty;
}

internal enum DemoRole
{
    Person,
    Tool,
}
