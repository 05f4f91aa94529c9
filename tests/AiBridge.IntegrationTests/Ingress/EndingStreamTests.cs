using System.Net;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Tests;

namespace AiBridge.IntegrationTests.Ingress;

/// <summary>A place in flight is taken until nothing of the answer is on its way any more, whatever looked like its end.</summary>
public sealed class EndingStreamTests
{
    [Fact]
    public async Task An_upstream_that_goes_on_behind_the_last_event_keeps_the_place()
    {
        await using var fixture = await LimitedBridge.StartAsync(new { ConcurrentRequests = 1 });
        var script = new HeldAnswer(first: Traffic.AnthropicStream);
        fixture.Upstream.Expect(script.AnswerAsync);
        using var held = await fixture.Bridge.SendAsync(fixture.Bridge.Post(Traffic.Messages, Traffic.AnthropicRequest), HttpCompletionOption.ResponseHeadersRead);
        await using var body = await held.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[Traffic.Utf8(Traffic.AnthropicStream).Length]);
        await fixture.Bridge.FlushAsync();

        (await fixture.StatusAsync()).Should().Be(HttpStatusCode.TooManyRequests, "the record is closed, the stream is not");
        script.Send(": still here\n\n");
        await body.ReadExactlyAsync(new byte[": still here\n\n".Length]);
        (await fixture.StatusAsync()).Should().Be(HttpStatusCode.TooManyRequests);
        script.End();

        (await body.ReadAsync(new byte[1])).Should().Be(0);
        await Eventually.Is(async () => await fixture.StatusAsync() == HttpStatusCode.OK);
    }
}
