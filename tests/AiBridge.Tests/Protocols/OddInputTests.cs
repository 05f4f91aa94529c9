using System.Text;
using AiBridge.Protocols;
using AiBridge.Protocols.Sse;

namespace AiBridge.Tests.Protocols;

/// <summary>No input makes a reader throw: the fixtures cut at every offset and with bytes changed at random, given to every protocol.</summary>
public sealed class OddInputTests
{
    private static readonly WireProtocol[] Protocols = KnownProtocols.All;

    public static TheoryData<string> Requests => ProtocolFixture.All("requests");

    public static TheoryData<string> Streams => ProtocolFixture.All("streams");

    public static TheoryData<string> Bodies => ProtocolFixture.All("bodies");

    [Theory]
    [MemberData(nameof(Requests))]
    public void Truncated_request_is_refused(string path)
    {
        var body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(new ProtocolFixture(path).Bytes).TrimEnd());
        foreach (var protocol in Protocols)
        {
            for (var length = 0; length < body.Length; length++)
                protocol.TryReadRequest(body.AsSpan(0, length), out _).Should().BeFalse();
            protocol.TryReadRequest(body, out _).Should().BeTrue();
        }
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public void Request_with_changed_bytes_never_throws(string path)
    {
        var read = () => ForChanged(path, (protocol, body) => protocol.TryReadRequest(body, out _));

        read.Should().NotThrow();
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Body_truncated_or_with_changed_bytes_never_throws(string path)
    {
        var read = () =>
        {
            ForChanged(path, (protocol, body) => protocol.NewResponseReader().OnBody(body));
            ForChanged(path, (protocol, body) => protocol.NewResponseReader().OnErrorBody(500, body));
            var whole = new ProtocolFixture(path).Bytes;
            for (var length = 0; length < whole.Length; length++)
                new ProtocolFixture(path).Protocol.NewResponseReader().OnBody(whole.AsSpan(0, length));
        };

        read.Should().NotThrow();
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Stream_with_changed_bytes_never_throws(string path)
    {
        var read = () => ForChanged(path, (protocol, stream) =>
        {
            using var parser = new SseParser(protocol.NewResponseReader(), maxEventBytes: 400);
            parser.Feed(stream.AsSpan(0, stream.Length / 2));
            parser.Feed(stream.AsSpan(stream.Length / 2));
            parser.End();
        });

        read.Should().NotThrow();
    }

    private static void ForChanged(string path, Action<WireProtocol, byte[]> read)
    {
        var original = new ProtocolFixture(path).Bytes;
        var random = new Random(original.Length);
        var marks = "\"\\{}[]:,\n\r \0u0"u8.ToArray();
        for (var round = 0; round < 60; round++)
        {
            var changed = (byte[])original.Clone();
            for (var change = random.Next(1, 8); change > 0 && changed.Length > 0; change--)
                changed[random.Next(changed.Length)] = random.Next(2) == 0 ? (byte)random.Next(256) : marks[random.Next(marks.Length)];
            foreach (var protocol in Protocols)
                read(protocol, changed);
        }
    }
}
