using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AiBridge.Storage.Records;

/// <summary>The number of a conversation in <see cref="Rows.ToolUsageRow.Conversation"/>. It is one person's, one client's, one agent's inside it, and of one session.</summary>
internal static class ConversationHash
{
    private const int Usual = 1024;

    public static long Of(string person, string client, string? agentId, string? sessionKey)
    {
        var most = Encoding.UTF8.GetMaxByteCount(person.Length + client.Length + (agentId?.Length ?? 0) + (sessionKey?.Length ?? 0) + 3);
        Span<byte> parts = most <= Usual ? stackalloc byte[Usual] : new byte[most];
        var length = Encoding.UTF8.GetBytes(person, parts);
        foreach (var part in (ReadOnlySpan<string?>)[client, agentId, sessionKey])
        {
            parts[length++] = (byte)'\n';
            length += Encoding.UTF8.GetBytes(part, parts[length..]);
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(parts[..length], hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }
}
