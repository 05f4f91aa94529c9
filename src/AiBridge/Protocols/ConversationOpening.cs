namespace AiBridge.Protocols;

/// <summary>
/// How a conversation opens: the system text (without Claude Code's billing block, which changes each time) and the messages up to
/// the person's first. A conversation without a session id is known by it.
/// </summary>
internal static class ConversationOpening
{
    public static IReadOnlyList<string> Of(in RequestBodyScan scan)
    {
        List<string> texts = [.. MessageText.Parts(scan.System), .. MessageText.Parts(scan.Instructions), .. MessageText.Parts(scan.Input)];
        for (var i = 0; i < scan.Messages.FirstCount; i++)
        {
            scan.Messages.FromStart(i).Get("role"u8, out var role, "content"u8, out var content);
            texts.AddRange(MessageText.Parts(content));
            if (role.Text.Is("user"u8))
                break;
        }

        texts.RemoveAll(SystemText.IsBilling);
        return texts;
    }
}
