using System.Text;
using AiBridge.Protocols;
using AiBridge.Protocols.Sse;

namespace AiBridge.Tests.Interception;

/// <summary>The ends the bridge writes are errors to the very readers that read the providers' streams; the pings say nothing.</summary>
public sealed class StreamEndTests
{
    [Theory]
    [InlineData(KnownProtocol.AnthropicMessages, StreamEndCause.Died, ErrorClass.Overloaded)]
    [InlineData(KnownProtocol.AnthropicMessages, StreamEndCause.Silent, ErrorClass.Overloaded)]
    [InlineData(KnownProtocol.AnthropicMessages, StreamEndCause.Shutdown, ErrorClass.Overloaded)]
    [InlineData(KnownProtocol.OpenAiChat, StreamEndCause.Died, ErrorClass.ServerError)]
    [InlineData(KnownProtocol.OpenAiChat, StreamEndCause.Shutdown, ErrorClass.Overloaded)]
    [InlineData(KnownProtocol.OpenAiResponses, StreamEndCause.Died, ErrorClass.ServerError)]
    [InlineData(KnownProtocol.OpenAiResponses, StreamEndCause.Shutdown, ErrorClass.ServerError)]
    internal void An_end_is_one_error_event(KnownProtocol protocol, StreamEndCause cause, ErrorClass expected)
    {
        const string Message = "it broke \"off\"\nhere";
        var end = protocol.Wire().Framing().WriteEnd(new StreamEnd(cause, Message, "resp_1", "m-1", DateTimeOffset.UnixEpoch, 41));
        var reader = protocol.Wire().NewResponseReader();
        using var parser = new SseParser(reader);

        parser.Next(end, out var read).Should().Be(EventMeaning.Error);

        read.Should().Be(end.Length);
        parser.AtBoundary.Should().BeTrue();
        reader.Facts.Error!.Class.Should().Be(expected);
        reader.Facts.Error.Message.Should().Be(Message);
    }

    [Fact]
    public void A_failed_response_goes_on_counting_and_has_every_required_member()
    {
        var end = Encoding.UTF8.GetString(KnownProtocol.OpenAiResponses.Wire().Framing().WriteEnd(new StreamEnd(StreamEndCause.Died, "m", "resp_1", "m-1", DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), 41)));

        end.Should().StartWith("event: response.failed\ndata: {\"type\":\"response.failed\",\"sequence_number\":42,\"response\":{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1700000000,\"status\":\"failed\"");
        foreach (var member in new[] { "error", "incomplete_details", "instructions", "metadata", "model", "output", "parallel_tool_calls", "temperature", "tool_choice", "tools", "top_p" })
            end.Should().Contain($"\"{member}\":");
    }

    [Theory]
    [InlineData(KnownProtocol.AnthropicMessages)]
    [InlineData(KnownProtocol.OpenAiChat)]
    [InlineData(KnownProtocol.OpenAiResponses)]
    internal void A_ping_stands_between_events_and_says_nothing(KnownProtocol protocol)
    {
        var reader = protocol.Wire().NewResponseReader();
        using var parser = new SseParser(reader);

        var progress = parser.Feed(protocol.Wire().Framing().Ping.Span);

        progress.DecidedAt.Should().Be(-1);
        parser.AtBoundary.Should().BeTrue();
        reader.Facts.UnknownEvents.Should().Be(0);
    }
}
