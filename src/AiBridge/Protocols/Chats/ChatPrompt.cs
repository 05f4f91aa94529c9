namespace AiBridge.Protocols.Chats;

/// <summary>What a model is asked, in the one shape that the bridge's own API has for every protocol.</summary>
/// <param name="Model">As the provider calls it.</param>
/// <param name="System">Instructions; null without any.</param>
/// <param name="Messages">The newest last.</param>
/// <param name="MaxTokens">What the answer may take.</param>
/// <param name="Temperature">Null: the provider's default.</param>
/// <param name="Stream">The answer is wanted as it comes.</param>
internal sealed record ChatPrompt(string Model, string? System, IReadOnlyList<ChatMessage> Messages, int MaxTokens, double? Temperature, bool Stream)
{
    /// <summary>The member that bounds the answer, one of <see cref="ChatTranslation.OutputLimits"/>.</summary>
    public string OutputLimit { get; init; } = "";

    /// <summary>Streams are to tell their usage, where that has to be asked for.</summary>
    public bool AsksForUsage { get; init; } = true;
}

/// <param name="Role">Whose words they are.</param>
/// <param name="Content">The words.</param>
internal sealed record ChatMessage(ChatRole Role, string Content);

internal enum ChatRole
{
    User,
    Assistant,
    System,
}
