using System.IO.Compression;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.IntegrationTests.Telemetry;

namespace AiBridge.IntegrationTests.Interception;

/// <summary>When the first token has come: in <c>Fixtures/interception/first-token.txt</c>, event by event; in the record and in the metric.</summary>
public sealed class FirstTokenTests
{
    private const string Metric = "aibridge_time_to_first_token_seconds";

    [Theory]
    [InlineData('m')]
    [InlineData('c')]
    [InlineData('r')]
    public async Task It_comes_with_the_first_event_that_says_something(char protocol)
    {
        await using var fixture = await StreamFixture.StartAsync(manualClock: true, silence: 86400);
        var (blocks, seen) = (FirstTokenBlock.Read(protocol), 0);
        blocks.Should().HaveCountGreaterThan(3);

        foreach (var block in blocks)
        {
            using var talk = await fixture.CallAsync(block.Family);
            talk.Upstream.Send(block.Quiet);
            await talk.ReadUntilAsync(block.Quiet);
            fixture.Clock!.Advance(TimeSpan.FromSeconds(7));
            talk.Upstream.Send(block.First);
            await talk.ReadUntilAsync(block.Quiet + block.First);
            fixture.Clock.Advance(TimeSpan.FromSeconds(2));
            talk.Upstream.Send(block.Rest);
            talk.Upstream.End();
            (await talk.ReadToEndAsync()).Should().BeTrue();

            var row = await fixture.RowAsync(talk.InterceptionId);
            row.GetProperty("status").GetString().Should().Be("completed");
            row.GetProperty("durationMs").GetInt64().Should().Be(9000);
            row.GetProperty("timeToFirstTokenMs").GetRawText().Should().Be(block.First.Length > 0 ? "7000" : "null", block.Name);
            seen += block.First.Length > 0 ? 1 : 0;
        }

        var now = await Scrape.OfAsync(fixture.Bridge);
        now.Sum(Metric + "_count").Should().Be(seen);
        now.Sum(Metric + "_sum").Should().Be(7 * seen);
        now.Sum("aibridge_interceptions_duration_seconds_count").Should().Be(blocks.Count);
    }

    [Fact]
    public async Task A_packed_stream_has_one_too()
    {
        await using var fixture = await StreamFixture.StartAsync(manualClock: true, silence: 86400);
        var block = FirstTokenBlock.Read('m')[0];
        var (quiet, rest) = Packed(block.Quiet, block.First + block.Rest);
        using var talk = await fixture.CallAsync(block.Family, encoding: "gzip");
        talk.Upstream.Send(quiet);
        await talk.ReadUntilAsync(_ => talk.Bytes.Length == quiet.Length);
        fixture.Clock!.Advance(TimeSpan.FromSeconds(7));
        talk.Upstream.Send(rest);
        talk.Upstream.End();
        (await talk.ReadToEndAsync()).Should().BeTrue();

        (await fixture.RowAsync(talk.InterceptionId)).GetProperty("timeToFirstTokenMs").GetInt64().Should().Be(7000);
    }

    [Theory]
    [InlineData("""{"model":"claude-test","messages":[{"role":"user","content":"hello"}]}""")]
    [InlineData(Traffic.AnthropicRequest)]
    public async Task An_answer_that_comes_as_a_whole_has_none(string request)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        upstream.Expect(Answers.Json, Traffic.AnthropicAnswer);

        using var response = await bridge.SendAsync(bridge.Post(Traffic.Messages, request));

        var row = await bridge.InterceptionAsync(response.InterceptionId());
        row.GetProperty("status").GetString().Should().Be("completed");
        row.GetProperty("timeToFirstTokenMs").ValueKind.Should().Be(JsonValueKind.Null);
        (await Scrape.OfAsync(bridge)).Sum(Metric + "_count").Should().BeNull();
    }

    private static (byte[] Before, byte[] After) Packed(string before, string after)
    {
        using var packed = new MemoryStream();
        int cut;
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Traffic.Utf8(before));
            gzip.Flush();
            cut = (int)packed.Length;
            gzip.Write(Traffic.Utf8(after));
        }

        return (packed.ToArray()[..cut], packed.ToArray()[cut..]);
    }
}
