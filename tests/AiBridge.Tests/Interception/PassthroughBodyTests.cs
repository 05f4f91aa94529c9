using System.Net;
using AiBridge.Exchanges;
using AiBridge.Interception;
using AiBridge.Protocols;

namespace AiBridge.Tests.Interception;

public sealed class PassthroughBodyTests
{
    private readonly Exchange _exchange = Recording.Exchanges.Make(new FakeTimeProvider());
    private readonly PipedUpstream _upstream = new();

    [Theory]
    [InlineData(200)]
    [InlineData(404)]
    public async Task The_exchange_is_closed_before_the_last_byte_is_given_and_not_earlier(int status)
    {
        ExchangeOutcome? outcome = null;
        _exchange.OnClosed((_, how) => outcome = how);
        var response = await AttachedAsync(status, "ab");
        await using var body = await response.Content.ReadAsStreamAsync();
        _upstream.Send("ab");

        (await body.ReadAsync(new byte[1])).Should().Be(1);
        outcome.Should().BeNull();
        (await body.ReadAsync(new byte[1])).Should().Be(1);

        outcome.Should().Be(status < 400
            ? new ExchangeOutcome(ExchangeStatus.Completed, status)
            : new ExchangeOutcome(ExchangeStatus.Failed, status, ErrorClass.BadRequest));
    }

    [Fact]
    public async Task Where_nobody_waits_for_the_end_the_body_is_left_alone()
    {
        (await AttachedAsync(200, "ab")).Content.Should().BeOfType<UpstreamBody>();
    }

    [Fact]
    public async Task A_body_of_unknown_length_is_left_alone()
    {
        _exchange.OnClosed((_, _) => { });

        (await AttachedAsync(200, text: null)).Content.Should().BeOfType<UpstreamBody>();
    }

    [Fact]
    public async Task It_closes_the_upstream_with_itself()
    {
        _exchange.OnClosed((_, _) => { });
        var response = await AttachedAsync(200, "ab");

        await (await response.Content.ReadAsStreamAsync()).DisposeAsync();

        _upstream.Closed.Should().BeTrue();
    }

    private async Task<HttpResponseMessage> AttachedAsync(int status, string? text)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new UpstreamBody(_upstream) };
        response.Content.Headers.ContentLength = text?.Length;
        await PassthroughBody.AttachAsync(response, _exchange, CancellationToken.None);
        return response;
    }

    private sealed class UpstreamBody(Stream body) : StreamContent(body);
}
