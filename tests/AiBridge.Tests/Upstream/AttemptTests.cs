using System.Net;
using AiBridge.Exchanges;
using AiBridge.Providers;
using AiBridge.Tests.Interception;
using AiBridge.Upstream;

namespace AiBridge.Tests.Upstream;

public sealed class AttemptTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly PipedUpstream _upstream = new();

    [Fact]
    public async Task The_time_for_the_first_byte_ends_with_the_headers()
    {
        using var attempt = Of(HttpStatusCode.OK, "text/event-stream");
        var running = attempt.RunAsync().AsTask();

        _clock.Advance(TimeSpan.FromSeconds(2));
        _upstream.Send("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
        await running.WaitAsync(TimeSpan.FromSeconds(10));

        attempt.Fault.Should().BeNull();
        attempt.Status.Should().Be(200);
    }

    [Fact]
    public async Task An_error_whose_body_does_not_come_is_given_up_after_the_time_of_a_silence()
    {
        using var attempt = Of(HttpStatusCode.TooManyRequests, "application/json");
        var running = attempt.RunAsync().AsTask();

        _clock.Advance(TimeSpan.FromSeconds(2));
        running.IsCompleted.Should().BeFalse();
        _clock.Advance(TimeSpan.FromSeconds(3));
        await running.WaitAsync(TimeSpan.FromSeconds(10));

        attempt.Fault.Should().BeOfType<UpstreamException>().Which.Error.Code.Should().Be("upstream_timeout");
    }

    private Attempt Of(HttpStatusCode status, string contentType)
    {
        var response = new HttpResponseMessage(status) { Content = new StreamContent(_upstream) };
        response.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return new Attempt(ExchangeWith(firstByte: 1, hold: 60, silence: 5), _ => Task.FromResult(response), CancellationToken.None, readsErrors: true, _clock);
    }

    private Exchange ExchangeWith(double firstByte, double hold, double silence)
    {
        var made = Recording.Exchanges.Make(_clock);
        var type = ProviderTypes.Find("anthropic")!;
        var options = made.Provider.Options with { FirstEventHold = TimeSpan.FromSeconds(hold), Timeouts = new() { FirstByte = TimeSpan.FromSeconds(firstByte), Silence = TimeSpan.FromSeconds(silence) } };
        var route = new RouteMatch(type.Routes.First(rule => rule.Bridged), "/v1/messages", "/v1/messages");
        return new Exchange(made.Id, made.Provider with { Type = type, Options = options }, route, made.Caller, made.StartedAt, _clock);
    }
}
