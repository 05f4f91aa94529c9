using System.IO.Compression;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Interception;

public sealed class CompressedStreamTests
{
    private static readonly Family Family = Family.Anthropic;

    [Fact]
    public async Task It_gets_no_ping_and_arrives_as_it_was_sent()
    {
        await using var fixture = await StreamFixture.StartAsync(manualClock: true, silence: 86400);
        using var talk = await fixture.CallAsync(Family, encoding: "gzip");
        using var other = await fixture.CallAsync(Family);
        var (begin, rest) = Compressed(Family.Begin, Family.Half + Family.Rest);
        talk.Upstream.Send(begin);
        await talk.ReadUntilAsync(_ => talk.Bytes.Length == begin.Length);

        await fixture.PassTimeUntilAsync(other.ReadUntilAsync(text => text.Length >= 3 * Family.Ping.Length), TimeSpan.FromSeconds(15));
        talk.Upstream.Send(rest);
        talk.Upstream.End();

        (await talk.ReadToEndAsync()).Should().BeTrue();
        talk.Bytes.Should().Equal([.. begin, .. rest]);
        var row = await fixture.RowAsync(talk.InterceptionId);
        row.GetProperty("status").GetString().Should().Be("completed");
        row.GetProperty("tokenUsage").GetProperty("outputTokens").GetInt64().Should().Be(9);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_is_cut_when_it_breaks(bool dies)
    {
        await using var fixture = await StreamFixture.StartAsync();
        using var talk = await fixture.CallAsync(Family, encoding: "gzip");
        var (begin, _) = Compressed(Family.Begin, Family.Half);
        talk.Upstream.Send(begin);
        await talk.ReadUntilAsync(_ => talk.Bytes.Length == begin.Length);

        if (dies)
            talk.Upstream.Die();
        else
            talk.Upstream.End();

        (await talk.ReadToEndAsync()).Should().BeFalse();
        talk.Bytes.Should().Equal(begin);
        var row = await fixture.RowAsync(talk.InterceptionId);
        row.GetProperty("errorType").GetString().Should().Be("stream_error");
        row.GetProperty("tokenUsage").GetProperty("inputTokens").GetInt64().Should().Be(3);
        row.GetProperty("tokenUsage").GetProperty("partial").GetBoolean().Should().BeTrue();
    }

    private static (byte[] Before, byte[] After) Compressed(string begin, string rest)
    {
        using var packed = new MemoryStream();
        int cut;
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Traffic.Utf8(begin));
            gzip.Flush();
            cut = (int)packed.Length;
            gzip.Write(Traffic.Utf8(rest));
        }

        var bytes = packed.ToArray();
        return (bytes[..cut], bytes[cut..]);
    }
}
