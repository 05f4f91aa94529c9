namespace AiBridge.Protocols;

/// <summary>Takes a text of a conversation's opening, as sent.</summary>
internal delegate void OpeningText(ReadOnlySpan<byte> text);

/// <summary>
/// How a conversation opens: the system text (without Claude Code's billing block, which changes each time) and the messages up to
/// the person's first. A conversation without a session id is known by it.
/// </summary>
internal static class ConversationOpening
{
    /// <summary>Of each text; what conversations differ in stands before.</summary>
    private const int MostBytes = 256 * 1024;

    public static void Read(in RequestBodyScan scan, OpeningText take)
    {
        OpeningText words = text =>
        {
            if (!SystemText.IsBilling(text))
                take(text);
        };
        MessageText.Beginning(scan.System, MostBytes, words);
        MessageText.Beginning(scan.Instructions, MostBytes, words);
        MessageText.Beginning(scan.Input, MostBytes, words);
        for (var i = 0; i < scan.Messages.FirstCount; i++)
        {
            scan.Messages.FromStart(i).Get("role"u8, out var role, "content"u8, out var content);
            MessageText.Beginning(content, MostBytes, words);
            if (role.Text.Is("user"u8))
                break;
        }
    }
}
