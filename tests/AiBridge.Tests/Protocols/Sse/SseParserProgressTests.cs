using System.Text;
using AiBridge.Protocols;
using AiBridge.Protocols.Sse;

namespace AiBridge.Tests.Protocols.Sse;

public sealed class SseParserProgressTests
{
    private readonly RecordingReader _reader = new();

    [Fact]
    public void Chunk_tells_where_it_decided_and_its_last_boundary()
    {
        using var parser = new SseParser(_reader);

        Feed(parser, "data: pre\n\n").Should().Be(new FrameProgress(-1, 11));
        Feed(parser, "data: pre\n\ndata: x\n\ndata: pre\n\ndata: y").Should().Be(new FrameProgress(20, 31));
        parser.AtBoundary.Should().BeFalse();
        Feed(parser, "zz").Should().Be(new FrameProgress(-1, -1));
        Feed(parser, "\n\n").Should().Be(new FrameProgress(2, 2));
        Feed(parser, "data: end\n\ndata: err\n\n").Should().Be(new FrameProgress(11, 22));
        parser.AtBoundary.Should().BeTrue();
    }

    [Fact]
    public void Boundary_lies_before_what_is_unfinished_and_behind_comments()
    {
        using var parser = new SseParser(_reader);

        Feed(parser, ": ping\n\nda").LastBoundary.Should().Be(8);
        Feed(parser, "ta: x\r\n\r").LastBoundary.Should().Be(8);
        parser.AtBoundary.Should().BeTrue("a lone CR is a line end, too");
        Feed(parser, "\n").LastBoundary.Should().Be(1);
        Feed(parser, ": cut comm").LastBoundary.Should().Be(-1);
        parser.AtBoundary.Should().BeFalse();
        Feed(parser, "ent\n").LastBoundary.Should().Be(4);
        parser.AtBoundary.Should().BeTrue();
    }

    [Fact]
    public void Next_stops_behind_each_event()
    {
        using var parser = new SseParser(_reader);
        var chunk = "data: pre\n\n: c\n\ndata: x\n\ndata: cut"u8;

        parser.Next(chunk, out var consumed).Should().Be(EventMeaning.Preamble);
        consumed.Should().Be(11);
        parser.Next(chunk[11..], out consumed).Should().Be(EventMeaning.Content);
        consumed.Should().Be(14);
        _reader.Events.Should().Equal("|pre", "|x");
        parser.Next(chunk[25..], out consumed).Should().BeNull();
        consumed.Should().Be(9);
        parser.End().Should().Be(EventMeaning.Content);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Event_above_the_limit_is_counted_and_told_by_its_name(int chunkSize)
    {
        using var parser = new SseParser(_reader, maxEventBytes: 64);
        var stream = Encoding.UTF8.GetBytes($"data: a\n\nevent: big\ndata: {new string('x', 100)}\n\ndata: {new string('y', 100)}\n\ndata: b\n\ndata: {new string('z', 100)}");
        foreach (var chunk in stream.Chunk(chunkSize))
            parser.Feed(chunk);

        parser.AtBoundary.Should().BeFalse();
        parser.End().Should().BeNull();

        _reader.Events.Should().Equal("|a", "big|", "|b");
        parser.Oversized.Should().Be(3);
        parser.AtBoundary.Should().BeTrue();
    }

    private static FrameProgress Feed(SseParser parser, string chunk) => parser.Feed(Encoding.UTF8.GetBytes(chunk));
}
