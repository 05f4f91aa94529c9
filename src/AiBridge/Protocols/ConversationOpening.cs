namespace AiBridge.Protocols;

/// <summary>
/// How a conversation opens: the system text (without Claude Code's billing block, which changes each time) and the messages up to
/// the person's first. A conversation without a session id is known by it.
/// </summary>
internal static class ConversationOpening
{
    /// <summary>Of each text; what conversations differ in stands before.</summary>
    private const int MostBytes = 256 * 1024;

    public static IReadOnlyList<string> Of(in RequestBodyScan scan)
    {
        List<string> texts =
        [
            .. MessageText.Beginning(scan.System, MostBytes),
            .. MessageText.Beginning(scan.Instructions, MostBytes),
            .. MessageText.Beginning(scan.Input, MostBytes),
        ];
        for (var i = 0; i < scan.Messages.FirstCount; i++)
        {
            scan.Messages.FromStart(i).Get("role"u8, out var role, "content"u8, out var content);
            texts.AddRange(MessageText.Beginning(content, MostBytes));
            if (role.Text.Is("user"u8))
                break;
        }

        texts.RemoveAll(SystemText.IsBilling);
        return texts;
    }
}
