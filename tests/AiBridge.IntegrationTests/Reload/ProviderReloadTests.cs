using System.Net;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Reload;

public sealed class ProviderReloadTests
{
    private const int Streams = 50;
    private const int Changes = 20;

    [Fact]
    public async Task Twenty_changes_cut_no_stream_and_new_requests_see_each_at_once()
    {
        await using var fixture = await ReloadFixture.StartAsync();
        var names = new[] { "edited", "switched", "renamed-0", "steady" };
        var talks = await Task.WhenAll(Enumerable.Range(0, Streams).Select(index => fixture.HoldAsync(names[index % names.Length])));
        using var stop = new CancellationTokenSource();
        var background = Enumerable.Range(0, 2).Select(_ => Task.Run(() => AskOnAsync(fixture, stop.Token))).ToArray();

        for (var round = 1; round <= Changes; round++)
        {
            await fixture.ChangeAsync(round);
            await SeesTheNewStateAsync(fixture, round);
        }

        await stop.CancelAsync();
        (await Task.WhenAll(background)).Sum().Should().BeGreaterThan(Changes);
        fixture.Release();
        foreach (var talk in talks)
        {
            (await talk.ReadToEndAsync()).Should().BeTrue();
            talk.Text.Should().Be(Family.Anthropic.Begin + Family.Anthropic.Half + Family.Anthropic.Rest);
            (await fixture.Bridge.InterceptionAsync(talk.InterceptionId)).GetProperty("status").GetString().Should().Be("completed");
        }
    }

    private static async Task SeesTheNewStateAsync(ReloadFixture fixture, int round)
    {
        var edited = await fixture.Bridge.AskAsync("edited");
        edited.StatusCode.Should().Be(HttpStatusCode.OK);
        edited.Headers.GetValues("x-seen").Should().Equal($"/edited-{round}/v1/messages {ReloadFixture.KeyOf(round)}");

        var switched = await fixture.Bridge.AskAsync("switched");
        if (ReloadFixture.IsOn(round))
        {
            switched.StatusCode.Should().Be(HttpStatusCode.OK);
        }
        else
        {
            switched.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
            switched.Headers.GetValues("X-AiBridge-Error").Should().Equal("provider_disabled");
        }

        (await fixture.Bridge.AskAsync($"renamed-{round}")).StatusCode.Should().Be(HttpStatusCode.OK);
        var old = await fixture.Bridge.AskAsync($"renamed-{round - 1}");
        old.StatusCode.Should().Be(HttpStatusCode.NotFound);
        old.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
    }

    /// <summary>A provider that nobody changes answers all the time; one whose address and key change never fails either.</summary>
    private static async Task<int> AskOnAsync(ReloadFixture fixture, CancellationToken stop)
    {
        var asked = 0;
        while (!stop.IsCancellationRequested)
        {
            foreach (var name in new[] { "steady", "edited" })
            {
                using var response = await fixture.Bridge.AskAsync(name);
                response.StatusCode.Should().Be(HttpStatusCode.OK);
                asked++;
            }
        }

        return asked;
    }
}
