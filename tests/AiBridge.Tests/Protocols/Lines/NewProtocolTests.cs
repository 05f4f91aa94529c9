using System.Net;
using AiBridge.Exchanges;
using AiBridge.Protocols;
using AiBridge.Upstream;
using AiBridge.Upstream.Probing;

namespace AiBridge.Tests.Protocols.Lines;

/// <summary>A protocol that the product has never seen passes whole: what stands outside its folder asks its object, and knows no other.</summary>
public sealed class NewProtocolTests
{
    private const string Id = "{\"id\":\"l_1\"}\n";
    private const string Say = "{\"say\":\"hello\"}\n";
    private const string Done = "{\"done\":true}\n";

    [Fact]
    public async Task A_request_is_read_from_its_path_and_its_body()
    {
        using var relay = new LineRelay("{\"ask\":\"why?\"}");

        await relay.ReadRequestAsync();

        relay.Exchange.Request.Should().BeEquivalentTo(new RequestFacts { Model = "model-a", Streaming = true, Prompt = "why?" });
    }

    [Fact]
    public async Task A_stream_passes_unchanged_and_is_read()
    {
        using var relay = new LineRelay();
        relay.Upstream.Send(Id + Say + Done);

        (await relay.ReadAsync()).Should().Be(Id + Say + Done);

        relay.Outcome.Should().Be(new ExchangeOutcome(ExchangeStatus.Completed, 200));
        relay.Exchange.Response!.ResponseId.Should().Be("l_1");
    }

    [Fact]
    public async Task An_unfinished_frame_is_held_for_a_moment_and_a_whole_one_goes_at_once()
    {
        using var relay = new LineRelay();
        relay.Upstream.Send(Say + "{\"sa");

        (await relay.ReadAsync()).Should().Be(Say);
        var rest = relay.ReadAsync();
        rest.IsCompleted.Should().BeFalse();
        relay.Clock.Advance(TimeSpan.FromMilliseconds(50));

        (await rest).Should().Be("{\"sa");
    }

    [Fact]
    public async Task A_silence_is_filled_with_its_pings()
    {
        using var relay = new LineRelay();
        var read = relay.ReadAsync();

        relay.Clock.Advance(TimeSpan.FromSeconds(15));

        (await read).Should().Be("\n");
    }

    [Theory]
    [InlineData(Say, Say + "{\"failed\":\"Died\"}\n")]
    [InlineData(Say + "{\"sa", Say + "{\"failed\":\"Died\"}\n")]
    public async Task A_stream_that_dies_gets_its_end_behind_the_last_whole_frame(string sent, string seen)
    {
        using var relay = new LineRelay();
        relay.Upstream.Send(sent);
        relay.Upstream.End(new IOException("gone"));

        (await relay.ReadAllAsync()).Should().Be(seen);

        relay.Outcome!.Error.Should().Be(ErrorClass.StreamError);
    }

    [Fact]
    public async Task A_first_frame_that_is_an_error_becomes_an_answer_of_its_own()
    {
        using var relay = new LineRelay();
        relay.Upstream.Send(Id + "{\"busy\":\"later\"}\n");
        var response = relay.Response();

        var peek = await FirstEventPeek.ReadAsync(relay.Exchange, response, relay.Clock, CancellationToken.None);
        var status = LineProtocol.Instance.StatusOf(peek.Error!);
        InBandError.Unfold(response, status!.Value, LineProtocol.Instance, peek.ErrorEvent!);

        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await response.Content.ReadAsStringAsync()).Should().Be("{\"status\":503,\"line\":{\"busy\":\"later\"}}");
    }

    [Fact]
    public void A_body_whose_type_does_not_tell_its_form_is_read_as_what_it_is()
    {
        using var relay = new LineRelay();

        relay.Observe("text/plain", Id + Say + Done);

        relay.Exchange.Response!.ResponseId.Should().Be("l_1");
        relay.Exchange.Response.Error.Should().BeNull();
    }

    [Fact]
    public async Task A_probe_asks_in_its_words()
    {
        using var relay = new LineRelay();

        using var probe = ProbeRequests.AskModel(relay.Exchange.Provider, "model-a");

        probe.RequestUri!.AbsolutePath.Should().Be("/say/model-a");
        (await probe.Content!.ReadAsStringAsync()).Should().Be("{\"ask\":\"hi\"}");
    }

    [Fact]
    public void Conversations_are_told_apart_by_how_they_open()
    {
        using var one = new LineRelay("{\"ask\":\"why?\"}");
        using var same = new LineRelay("{\"ask\":\"why?\"}");
        using var other = new LineRelay("{\"ask\":\"how?\"}");

        SessionHash.Of(one.Exchange).Should().Be(SessionHash.Of(same.Exchange));
        SessionHash.Of(one.Exchange).Should().NotBe(SessionHash.Of(other.Exchange));
    }
}
