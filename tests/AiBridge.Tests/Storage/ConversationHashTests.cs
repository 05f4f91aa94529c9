using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using AiBridge.Storage.Records;

namespace AiBridge.Tests.Storage;

public sealed class ConversationHashTests
{
    [Theory]
    [InlineData("@Ada", "Claude Code", "agent-1", "session-1")]
    [InlineData("tok_1", "Ünknown", null, null)]
    [InlineData("", "", "", "")]
    public void It_stays_what_earlier_versions_have_stored(string person, string client, string? agent, string? session)
    {
        foreach (var key in new[] { session, session + new string('é', 3000) })
        {
            var stored = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', person, client, agent, key)));

            ConversationHash.Of(person, client, agent, key).Should().Be(BinaryPrimitives.ReadInt64LittleEndian(stored));
        }
    }

    [Fact]
    public void It_costs_no_memory()
    {
        ConversationHash.Of("@Ada", "Claude Code", "agent-1", "session-1");
        var before = GC.GetAllocatedBytesForCurrentThread();

        ConversationHash.Of("@Ada", "Claude Code", "agent-1", "session-1");

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }
}
