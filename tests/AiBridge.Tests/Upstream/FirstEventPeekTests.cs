using System.Net;
using System.Text;
using AiBridge.Exchanges;
using AiBridge.Protocols;
using AiBridge.Providers;
using AiBridge.Tests.Interception;
using AiBridge.Upstream;

namespace AiBridge.Tests.Upstream;

public sealed class FirstEventPeekTests
{
    private const string Start = "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\"}}\n\nevent: ping\ndata: {\"type\":\"ping\"}\n\n";
    private const string Delta = "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"hi\"}}\n\n";
    private const string ErrorData = """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""";

    private readonly FakeTimeProvider _clock = new();
    private readonly PipedUpstream _upstream = new();

    [Fact]
    public async Task A_preamble_decides_nothing_and_an_error_behind_it_counts()
    {
        var response = Response();
        var peek = PeekAsync("anthropic", "/v1/messages", response);
        _upstream.Send(Start);
        peek.IsCompleted.Should().BeFalse();

        _upstream.Send($"event: error\ndata: {ErrorData}\n\n");

        var result = await peek;
        result.Error!.Class.Should().Be(ErrorClass.Overloaded);
        result.Error.Code.Should().Be("overloaded_error");
        Encoding.UTF8.GetString(result.ErrorEvent!).Should().Be(ErrorData);
    }

    [Fact]
    public async Task The_answer_decides_and_every_byte_is_given_again()
    {
        var response = Response();
        _upstream.Send(Start + Delta[..20]);
        var peek = PeekAsync("anthropic", "/v1/messages", response);
        _upstream.Send(Delta[20..] + "event: mess");

        (await peek).Error.Should().BeNull();

        _upstream.Send("age_stop\n");
        _upstream.End();
        response.Content.Headers.ContentType!.MediaType.Should().Be("text/event-stream");
        (await response.Content.ReadAsStringAsync()).Should().Be(Start + Delta + "event: message_stop\n");
    }

    [Fact]
    public async Task The_deadline_ends_it_and_the_read_under_way_is_not_lost()
    {
        var response = Response();
        _upstream.Send(Start);
        var peek = PeekAsync("anthropic", "/v1/messages", response);

        _clock.Advance(TimeSpan.FromSeconds(2));

        (await peek).Error.Should().BeNull();
        _upstream.Send(Delta);
        _upstream.End();
        (await response.Content.ReadAsStringAsync()).Should().Be(Start + Delta);
    }

    [Fact]
    public async Task An_upstream_that_breaks_off_before_has_said_nothing()
    {
        _upstream.Send(Start);
        _upstream.End(new IOException("gone"));

        var peek = () => PeekAsync("anthropic", "/v1/messages", Response());

        (await peek.Should().ThrowAsync<IOException>()).WithInnerException<IOException>().WithMessage("gone");
        await Eventually.Is(() => _upstream.Closed);
    }

    [Theory]
    [InlineData("")]
    [InlineData(": waiting\n\n")]
    [InlineData(Start)]
    [InlineData(Start + "event: content_block_delta\nda")]
    public async Task An_upstream_that_ends_before_has_said_nothing(string sent)
    {
        _upstream.Send(sent);
        _upstream.End();

        var peek = () => PeekAsync("anthropic", "/v1/messages", Response());

        await peek.Should().ThrowAsync<IOException>();
    }

    [Fact]
    public async Task A_last_event_without_its_blank_line_decides()
    {
        _upstream.Send($"event: error\ndata: {ErrorData}");
        _upstream.End();

        (await PeekAsync("anthropic", "/v1/messages", Response())).Error!.Code.Should().Be("overloaded_error");
    }

    [Theory]
    [InlineData("/v1/responses", "event: response.failed\ndata: {\"type\":\"response.failed\",\"response\":{\"id\":\"r\",\"status\":\"failed\",\"error\":{\"code\":\"server_is_overloaded\",\"message\":\"m\"}}}\n\n", "server_is_overloaded")]
    [InlineData("/v1/chat/completions", "data: {\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"m\"}}\n\n", "rate_limit_exceeded")]
    public async Task It_knows_the_errors_of_every_protocol(string path, string events, string code)
    {
        var response = Response();
        _upstream.Send(events);

        (await PeekAsync("openai", path[3..], response)).Error!.Code.Should().Be(code);
    }

    [Theory]
    [InlineData("application/json", null, 2)]
    [InlineData("text/event-stream", "gzip", 2)]
    [InlineData("text/event-stream", null, 0)]
    public async Task What_is_no_plain_stream_or_is_not_to_be_held_is_left_alone(string contentType, string? encoding, double hold)
    {
        var response = Response(contentType, encoding);
        var content = response.Content;

        (await PeekAsync("anthropic", "/v1/messages", response, hold)).Error.Should().BeNull();

        response.Content.Should().BeSameAs(content);
        _upstream.Pending.Should().Be(0);
    }

    [Fact]
    public async Task A_client_that_leaves_ends_it_and_closes_the_upstream()
    {
        using var leaving = new CancellationTokenSource();
        var peek = PeekAsync("anthropic", "/v1/messages", Response(), leaving: leaving.Token);

        await leaving.CancelAsync();

        await peek.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        await Eventually.Is(() => _upstream.Closed);
    }

    private HttpResponseMessage Response(string contentType = "text/event-stream", string? encoding = null)
    {
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(_upstream) };
        response.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        if (encoding is not null)
            response.Content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        return response;
    }

    private Task<PeekResult> PeekAsync(string type, string path, HttpResponseMessage response, double hold = 2, CancellationToken leaving = default)
    {
        var exchange = ExchangeOf(ProviderTypes.Find(type)!, path, hold);
        return FirstEventPeek.ReadAsync(exchange, response, _clock, leaving).AsTask().WaitAsync(TimeSpan.FromSeconds(10), CancellationToken.None);
    }

    private Exchange ExchangeOf(ProviderType type, string path, double hold)
    {
        var made = Recording.Exchanges.Make(_clock);
        var rule = type.Routes.First(rule => rule.Bridged && rule.Path == path);
        var provider = made.Provider with { Type = type, Options = made.Provider.Options with { FirstEventHold = TimeSpan.FromSeconds(hold) } };
        return new Exchange(made.Id, provider, new RouteMatch(rule, path, path), made.Caller, made.StartedAt, _clock);
    }
}
