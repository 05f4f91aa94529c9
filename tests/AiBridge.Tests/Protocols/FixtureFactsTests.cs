using AiBridge.Protocols;

namespace AiBridge.Tests.Protocols;

public sealed class FixtureFactsTests
{
    public static TheoryData<string> Requests => ProtocolFixture.All("requests");

    public static TheoryData<string> Streams => ProtocolFixture.All("streams");

    public static TheoryData<string> Bodies => ProtocolFixture.All("bodies");

    public static TheoryData<string> Errors => ProtocolFixture.All("errors");

    [Theory]
    [MemberData(nameof(Requests))]
    public void Request_gives_the_facts_beside_it(string path)
    {
        var fixture = new ProtocolFixture(path);

        fixture.Protocol.TryReadRequest(fixture.Bytes, out var facts).Should().BeTrue();

        FactsText.Of(facts).Should().Be(fixture.Expected);
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Stream_gives_the_facts_beside_it(string path)
    {
        var fixture = new ProtocolFixture(path);

        Replay(fixture, [fixture.Bytes]).Should().Be(fixture.Expected);
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Body_gives_the_facts_beside_it(string path)
    {
        var fixture = new ProtocolFixture(path);
        var reader = fixture.Protocol.NewResponseReader();

        reader.OnBody(fixture.Bytes);

        FactsText.Of(reader.Facts).Should().Be(fixture.Expected);
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public void Error_body_gives_the_facts_beside_it(string path)
    {
        var fixture = new ProtocolFixture(path);
        var reader = fixture.Protocol.NewResponseReader();

        reader.OnErrorBody(fixture.Status, fixture.Bytes);

        FactsText.Of(reader.Facts).Should().Be(fixture.Expected);
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Stream_cut_anywhere_gives_the_same_facts(string path)
    {
        var fixture = new ProtocolFixture(path);
        var bytes = fixture.Bytes;
        for (var cut = 0; cut <= bytes.Length; cut++)
            Replay(fixture, [bytes[..cut], bytes[cut..]]).Should().Be(fixture.Expected, $"cut at {cut}");
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Stream_byte_by_byte_gives_the_same_facts(string path)
    {
        var fixture = new ProtocolFixture(path);

        Replay(fixture, fixture.Bytes.Select(one => new[] { one })).Should().Be(fixture.Expected);
    }

    /// <summary>The facts, led by the meanings of the events in order, runs of the same one written once, and the number of the first event with output.</summary>
    private static string Replay(ProtocolFixture fixture, IEnumerable<byte[]> chunks)
    {
        var reader = fixture.Protocol.NewResponseReader();
        using var parser = fixture.Framing.NewParser(reader);
        var meanings = new List<EventMeaning>();
        var (events, firstOutput) = (0, 0);
        foreach (var chunk in chunks)
        {
            for (var at = 0; at < chunk.Length;)
            {
                Note(parser.Next(chunk.AsSpan(at), out var consumed));
                at += consumed;
            }
        }

        Note(parser.End());
        return $"events: {string.Join(' ', meanings)}\n{(firstOutput > 0 ? $"first_output: {firstOutput}\n" : "")}{FactsText.Of(reader.Facts)}";

        void Note(EventMeaning? meaning)
        {
            if (meaning is not null && ++events > 0 && firstOutput == 0 && reader.Facts.HasOutput)
                firstOutput = events;
            if (meaning is { } seen && (meanings.Count == 0 || meanings[^1] != seen))
                meanings.Add(seen);
        }
    }
}
