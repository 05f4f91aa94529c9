using System.Buffers.Binary;
using System.Security.Cryptography;
using AiBridge.Protocols.Json;

namespace AiBridge.Protocols;

/// <summary>
/// A number for how a conversation begins: it tells the conversations of a client apart that names no session, because every
/// request repeats the first message. Only the head of each text counts: clients shorten what they attached there long ago.
/// </summary>
internal static class ConversationBeginning
{
    private const int Bytes = 4096;

    /// <summary>Of the first message that is not the client's own; null when it has no text.</summary>
    public static long? Of(in MessageList messages, SideOf sideOf)
    {
        for (var i = 0; i < messages.FirstCount; i++)
        {
            var message = messages.FromStart(i);
            if (sideOf(message) != MessageSide.Client)
                return Of(message["content"u8]);
        }

        return null;
    }

    public static long? Of(JsonValue content)
    {
        Span<byte> heads = stackalloc byte[Bytes];
        heads = heads[..MessageText.CopyHeads(content, heads)];
        if (heads.IsEmpty)
            return null;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(heads, hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }
}
