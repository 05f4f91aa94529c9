using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AiBridge.Storage.Records;

/// <summary>The number of a conversation in <see cref="Rows.ToolUsageRow.Conversation"/>. It is one person's, one client's, one agent's inside it, and of one session.</summary>
internal static class ConversationHash
{
    public static long Of(string person, string client, string? agentId, string? sessionKey)
    {
        var parts = string.Join('\n', person, client, agentId, sessionKey);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(parts), hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }
}
