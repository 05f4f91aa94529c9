using AiBridge.Contracts.Ai;
using AiBridge.Projects.Changes;
using AiBridge.Protocols.Chats;

namespace AiBridge.Chat;

/// <summary>What somebody asks; see <see cref="ChatRequestDto"/>.</summary>
internal sealed record ChatRequest(IReadOnlyList<ChatMessage> Messages, string? System, string? Model, int? MaxTokens, double? Temperature, bool Stream)
{
    /// <summary>Of the body as JSON; conversations are longer than settings.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    private const int MostMessages = 1000;

    private static readonly Dictionary<string, ChatRole> Roles = new() { ["user"] = ChatRole.User, ["assistant"] = ChatRole.Assistant, ["system"] = ChatRole.System };

    /// <exception cref="Projects.RefusedException">400 with every fault.</exception>
    public static ChatRequest Read(BodyFields body)
    {
        var messages = ReadMessages(body);
        var request = new ChatRequest(
            messages,
            body.Prose("system", MaxBytes),
            body.Text("model", 256),
            body.WholeNumber("maxTokens", 1, 1_000_000),
            body.Number("temperature", 0, 2),
            body.Switch("stream") ?? false);
        body.Finish();
        return request;
    }

    private static List<ChatMessage> ReadMessages(BodyFields body)
    {
        if (!body.Has("messages") || body.IsNull("messages"))
            body.Fault("messages", "is missing");
        var messages = new List<ChatMessage>();
        var given = body.Objects("messages", MostMessages);
        foreach (var message in given ?? [])
        {
            var role = message.RequiredText("role", 16);
            if (!Roles.ContainsKey(role) && !message.IsFaulted(message.PathOf("role")))
                message.Fault("role", "must be one of user, assistant, system");
            if (!message.Has("content") || message.IsNull("content"))
                message.Fault("content", "is missing");
            messages.Add(new ChatMessage(Roles.GetValueOrDefault(role), message.Prose("content", MaxBytes) ?? ""));
        }

        if (given is not null && messages.All(message => message.Role != ChatRole.User) && !body.IsFaulted("messages"))
            body.Fault("messages", "must hold a message of the user");
        return messages;
    }
}
