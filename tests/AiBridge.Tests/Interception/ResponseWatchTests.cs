using System.Diagnostics.Metrics;
using AiBridge.Exchanges;
using AiBridge.Interception;
using AiBridge.Protocols;
using AiBridge.Secrets;
using AiBridge.Tests.Telemetry;

namespace AiBridge.Tests.Interception;

/// <summary>When an exchange is over, and how: decided from what the observer has read, closed once.</summary>
public sealed class ResponseWatchTests : IDisposable
{
    private readonly Exchange _exchange;
    private readonly List<ExchangeOutcome> _closed = [];
    private readonly Meters _meters = new();
    private readonly ResponseFacts _facts = new();
    private readonly Script _observer;

    public ResponseWatchTests()
    {
        var made = Recording.Exchanges.Make(new FakeTimeProvider());
        _exchange = new Exchange(made.Id, made.Provider, made.Route, made.Caller, made.StartedAt, new FakeTimeProvider())
        {
            Byok = new ByokCredential("x-api-key", new Secret("sk-own-key-of-the-caller")),
        };
        _exchange.Response = _facts;
        _exchange.OnClosed((_, outcome) => _closed.Add(outcome));
        _observer = new Script(_exchange);
    }

    public void Dispose() => _meters.Dispose();

    [Fact]
    public void The_end_that_the_answer_tells_closes_it_before_the_body_ends()
    {
        using var watch = Watch();
        watch.Saw("begin"u8).Should().Be(5);
        (watch.HasEnd, _closed.Count).Should().Be((false, 0));

        _observer.Next = () => _facts.Ended = true;
        watch.Saw("end"u8);

        _closed.Should().Equal(new ExchangeOutcome(ExchangeStatus.Completed, 200));
        (watch.HasEnd, watch.Ended(brokenOff: true)).Should().Be((true, true), "whatever comes behind it");
        _closed.Should().ContainSingle();
    }

    [Fact]
    public void The_observer_says_up_to_where_whole_frames_have_come()
    {
        using var watch = Watch();
        _observer.Boundary = 3;

        watch.Saw("frame"u8).Should().Be(3);
    }

    [Fact]
    public void A_body_that_ends_without_having_told_its_end_is_not_whole_and_stays_open()
    {
        using var watch = Watch();
        watch.Saw("half"u8);

        watch.Ended(brokenOff: false).Should().BeFalse();

        _closed.Should().BeEmpty();
        watch.Fail(ErrorClass.StreamError, "The upstream broke off its response.");
        _closed.Should().Equal(new ExchangeOutcome(ExchangeStatus.Failed, 200, ErrorClass.StreamError, "The upstream broke off its response."));
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void Behind_its_last_fact_a_good_end_of_the_body_is_the_end_of_the_answer(bool brokenOff, bool whole)
    {
        using var watch = Watch();
        _observer.Frames = true;
        _observer.Next = () => _facts.Finished = true;
        watch.Saw("finish_reason"u8);

        watch.Ended(brokenOff).Should().Be(whole);
    }

    [Fact]
    public void The_last_byte_of_a_promised_length_is_kept_back_while_the_answer_has_not_told_its_end()
    {
        using var watch = Watch(contentLength: 4);

        watch.Saw("half"u8).Should().Be(3, "with it the client would take the answer for whole");

        (watch.LacksEnd, watch.OwesBytes, _closed.Count).Should().Be((true, false, 0));
    }

    [Fact]
    public void A_body_shorter_than_its_promised_length_is_not_whole_even_if_it_ends_in_good_order()
    {
        using var watch = Watch(contentLength: 10);
        watch.Saw("half"u8);

        (watch.OwesBytes, watch.Ended(brokenOff: false)).Should().Be((true, false));
    }

    [Fact]
    public void The_last_promised_byte_of_a_whole_body_closes_it()
    {
        using var watch = Watch(contentLength: 4);
        _observer.AtEnd = () => _facts.Ended = true;

        watch.Saw("body"u8).Should().Be(4);

        _closed.Should().Equal(new ExchangeOutcome(ExchangeStatus.Completed, 200));
    }

    [Fact]
    public void An_error_that_the_answer_carries_is_its_end_free_of_what_was_presented()
    {
        using var watch = Watch();
        _observer.Next = () => _facts.Error = new ResponseError("overloaded_error", "sk-own-key-of-the-caller is too fast", ErrorClass.Overloaded);
        watch.Saw("error"u8);

        watch.Ended(brokenOff: true).Should().BeTrue();

        var outcome = _closed.Should().ContainSingle().Subject;
        (outcome.Status, outcome.HttpStatus, outcome.Error).Should().Be((ExchangeStatus.Failed, 200, ErrorClass.Overloaded));
        outcome.Message.Should().EndWith("is too fast").And.NotContain("sk-own-key");
    }

    [Fact]
    public void A_client_that_leaves_right_behind_an_error_does_not_change_how_it_ended()
    {
        var watch = Watch();
        _observer.Next = () => _facts.Error = new ResponseError("overloaded_error", "busy", ErrorClass.Overloaded);
        watch.Saw("error"u8);

        watch.Dispose();

        _closed.Should().ContainSingle().Which.Error.Should().Be(ErrorClass.Overloaded);
        _observer.IsDisposed.Should().BeTrue();
    }

    [Fact]
    public void A_client_that_leaves_in_the_middle_leaves_it_to_the_pipeline_to_close()
    {
        Watch().Dispose();

        _closed.Should().BeEmpty();
    }

    [Fact]
    public void A_status_without_words_is_what_it_stands_for()
    {
        using var watch = Watch(status: 529);
        _observer.AtEnd = () => _facts.Ended = true;

        watch.Ended(brokenOff: false);

        _closed.Should().Equal(ExchangeOutcome.OfStatus(529));
    }

    [Fact]
    public void A_reader_that_fails_is_asked_no_more_and_disturbs_nothing()
    {
        using var counts = new MeterListener();
        var told = new List<string?>();
        counts.InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument);
        counts.SetMeasurementEventCallback<long>((_, _, tags, _) => told.Add(tags[0].Value as string));
        counts.Start();
        using var watch = Watch();
        _observer.Next = () => throw new InvalidOperationException("a bug of the reader");

        watch.Saw("first"u8).Should().Be(5);
        watch.Saw("second"u8).Should().Be(6);
        (_observer.Calls, watch.Framing, watch.Ended(brokenOff: false)).Should().Be((1, null, true));

        _closed.Should().Equal(new ExchangeOutcome(ExchangeStatus.Completed, 200));
        (_exchange.Observation, _exchange.ResponseBytes).Should().Be((Observation.ReaderFailed, 11));
        told.Should().Contain("reader_failed");
    }

    [Fact]
    public void An_answer_that_nobody_could_read_and_that_breaks_off_is_not_whole()
    {
        using var watch = Watch();
        _observer.Next = () => throw new InvalidOperationException("a bug of the reader");
        watch.Saw("first"u8);

        watch.Ended(brokenOff: true).Should().BeFalse();
    }

    private ResponseWatch Watch(int status = 200, long? contentLength = null) =>
        new(_exchange, _observer, status, contentLength, _meters.Observation, new ListLogger<ResponseWatch>());

    /// <summary>An observer that reads what the test says.</summary>
    private sealed class Script(Exchange exchange) : ResponseObserver(exchange)
    {
        /// <summary>What the next bytes come to.</summary>
        public Action? Next { get; set; }

        public Action? AtEnd { get; set; }

        public int? Boundary { get; set; }

        /// <summary>It reads a stream of Anthropic's.</summary>
        public bool Frames { get; set; }

        public int Calls { get; private set; }

        public bool IsDisposed { get; private set; }

        public override StreamFraming? Framing => Frames ? KnownProtocol.AnthropicMessages.Wire().Framing() : null;

        public override int Observe(ReadOnlySpan<byte> bytes)
        {
            Calls++;
            Next?.Invoke();
            return Boundary ?? bytes.Length;
        }

        public override void End() => AtEnd?.Invoke();

        public override void Dispose() => IsDisposed = true;
    }
}
