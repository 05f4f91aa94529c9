using System.Text;
using AiBridge.Protocols.Sse;

namespace AiBridge.Tests.Protocols.Sse;

public sealed class SseParserFramingTests
{
    [Theory]
    [InlineData("data: a\n\n", "|a")]
    [InlineData("data:a\n\ndata:  b\n\n", "|a", "| b")]
    [InlineData("event: x\ndata: a\n\n", "x|a")]
    [InlineData("data: a\nevent:x\n\n", "x|a")]
    [InlineData("event: x\r\ndata: a\r\n\r\ndata: b\r\n\r\n", "x|a", "|b")]
    [InlineData("event: x\rdata: a\r\rdata: b\r\r", "x|a", "|b")]
    [InlineData("data: a\r\ndata: b\ndata: c\r\r\n", "|a\nb\nc")]
    [InlineData("data: a\ndata\ndata:\ndata: b\n\n", "|a\n\n\nb")]
    [InlineData("\uFEFFdata: a\n\n\uFEFFdata: b\n\n", "|a")]
    [InlineData("\uFEFFevent: x\ndata: a\ndata: b\n\n", "x|a\nb")]
    [InlineData(": c\n\n:\n\ndata: a\n: inside\n\n", "|a")]
    [InlineData(": c\ndata: a\n\n", "|a")]
    [InlineData("\n\n\r\n\rdata: a\n\n\n\n", "|a")]
    [InlineData("id: 1\nretry: 5\nfoo: bar\ndatax: n\ndata: a\n\n", "|a")]
    [InlineData("event: lonely\n\ndata: a\n\n", "|a")]
    [InlineData("retry: 1\n\n: c\n\ndata: a", "|a")]
    [InlineData("data: é😀\n\n", "|é😀")]
    [InlineData("data: a\n\ndata: b\n", "|a", "|b")]
    [InlineData("data: a\n\ndata: b", "|a", "|b")]
    [InlineData("data: a\n\nevent: x", "|a")]
    [InlineData("", new string[0])]
    public void Events_are_the_same_however_the_bytes_are_cut(string stream, params string[] expected)
    {
        var bytes = Encoding.UTF8.GetBytes(stream);
        Read([bytes]).Should().Equal(expected);
        Read(bytes.Select(one => new[] { one })).Should().Equal(expected, "byte by byte");
        for (var first = 0; first <= bytes.Length; first++)
        {
            for (var second = first; second <= bytes.Length; second++)
                Read([bytes[..first], bytes[first..second], bytes[second..]]).Should().Equal(expected, $"cut at {first} and {second}");
        }
    }

    [Fact]
    public void End_tells_the_reader()
    {
        var reader = new RecordingReader();
        using var parser = new SseParser(reader);

        parser.End().Should().BeNull();

        reader.IsOver.Should().BeTrue();
    }

    private static List<string> Read(IEnumerable<byte[]> chunks)
    {
        var reader = new RecordingReader();
        using var parser = new SseParser(reader);
        foreach (var chunk in chunks)
            parser.Feed(chunk);
        parser.End();
        parser.AtBoundary.Should().BeTrue();
        return reader.Events;
    }
}
