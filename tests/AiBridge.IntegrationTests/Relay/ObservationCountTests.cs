using System.Collections.Concurrent;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Relay;

public sealed class ObservationCountTests
{
    [Fact]
    public async Task What_was_not_observed_is_counted_under_the_word_of_its_record()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        upstream.Expect(Answers.Json, Traffic.AnthropicAnswer);
        var reasons = new ConcurrentQueue<object?>();
        using var listener = CounterLabels.Listen(bridge, "aibridge.recording.observer_failures", reasons);
        var request = new HttpRequestMessage(HttpMethod.Post, Traffic.Messages) { Content = new ByteArrayContent([1, 2, 3]) };
        request.Headers.Add("X-Api-Key", bridge.ProjectToken);
        request.Content.Headers.ContentEncoding.Add("gzip");

        var response = await bridge.SendAsync(request);

        var word = (await bridge.InterceptionAsync(response.InterceptionId())).GetProperty("observation").GetString();
        word.Should().Be("request_undecodable");
        reasons.Should().Equal(word);
    }
}
