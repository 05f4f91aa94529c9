using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using AiBridge.IntegrationTests.House;
using Microsoft.Extensions.DependencyInjection;

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
        using var listener = Listen(bridge, "aibridge.observation.incomplete", reasons);
        var request = new HttpRequestMessage(HttpMethod.Post, Traffic.Messages) { Content = new ByteArrayContent([1, 2, 3]) };
        request.Headers.Add("X-Api-Key", bridge.ProjectToken);
        request.Content.Headers.ContentEncoding.Add("gzip");

        var response = await bridge.SendAsync(request);

        var word = (await bridge.InterceptionAsync(response.InterceptionId())).GetProperty("observation").GetString();
        word.Should().Be("request_undecodable");
        reasons.Should().Equal(word);
    }

    private static MeterListener Listen(Bridge bridge, string counter, ConcurrentQueue<object?> labels)
    {
        // Other bridges of this process have counters of the same name.
        var meters = bridge.Services.GetRequiredService<IMeterFactory>();
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == counter && instrument.Meter.Scope == meters)
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => labels.Enqueue(tags[0].Value));
        listener.Start();
        return listener;
    }
}
