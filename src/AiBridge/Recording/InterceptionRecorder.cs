using AiBridge.Configuration;
using AiBridge.Exchanges;
using AiBridge.Recording.Journaling;
using AiBridge.Recording.Records;
using AiBridge.Recording.Writing;

namespace AiBridge.Recording;

/// <summary>
/// What the pipeline calls. Both ends of an exchange are in the journal, and thereby safe from the death of the process, before
/// the call returns; everything later happens on the writer's time.
/// </summary>
internal sealed partial class InterceptionRecorder
{
    private readonly Journal _journal;
    private readonly RecordQueue _queue;
    private readonly LiveConfiguration _configuration;
    private readonly RecordingMetrics _metrics;
    private readonly LiveCalls _liveCalls;
    private readonly ILogger<InterceptionRecorder> _logger;
    private readonly Action<Exchange, ExchangeOutcome> _onClosed;
    private readonly Action<Exchange, ExchangeOutcome> _onAmended;
    private readonly Action<Exchange> _onIdentified;
    private int _live;
    private int _failing;

    public InterceptionRecorder(
        Journal journal, RecordQueue queue, LiveConfiguration configuration, RecordingMetrics metrics, LiveCalls liveCalls, ILogger<InterceptionRecorder> logger)
    {
        (_journal, _queue, _configuration, _metrics, _liveCalls, _logger) = (journal, queue, configuration, metrics, liveCalls, logger);
        liveCalls.OwnerId = journal.OwnerId;
        (_onClosed, _onAmended, _onIdentified) = (OnClosed, OnAmended, OnIdentified);
    }

    /// <summary>Exchanges opened and not yet closed.</summary>
    public int Live => Volatile.Read(ref _live);

    /// <summary>Records the beginning of an exchange and takes over its end. False: the journal cannot take it, nothing was recorded.</summary>
    public bool TryOpen(Exchange exchange)
    {
        try
        {
            Open(exchange);
        }
        catch (Exception failure)
        {
            Failed(failure, RecordKind.Opening);
            return false;
        }

        Interlocked.Increment(ref _live);
        exchange.OnClosed(_onClosed);
        if (exchange.Request.Background)
            exchange.OnIdentified(_onIdentified);
        exchange.Watchers = _liveCalls;
        _liveCalls.Opened(exchange);
        return true;
    }

    /// <summary>Adds what the exchange will have told about an earlier one's response.</summary>
    public void AmendAtEnd(Exchange exchange) => exchange.OnClosed(_onAmended);

    /// <summary>Completes when everything recorded before the call is in the database.</summary>
    public Task FlushAsync() => _queue.FlushAsync();

    /// <summary>Step 18: the closing record. Never throws: the relay goes on whatever becomes of it.</summary>
    private void OnClosed(Exchange exchange, ExchangeOutcome outcome)
    {
        try
        {
            Keep(RecordMaking.Closing(exchange, outcome), exchange);
        }
        catch (Exception failure)
        {
            Failed(failure, RecordKind.Closing);
        }
        finally
        {
            Interlocked.Decrement(ref _live);
            _liveCalls.Closed(exchange);
        }
    }

    /// <summary>Never throws, as at any other end.</summary>
    private void OnAmended(Exchange exchange, ExchangeOutcome outcome)
    {
        try
        {
            if (exchange.Route.ResponseId is { } responseId && RecordMaking.Amendment(exchange, responseId) is { } record)
                Keep(record, exchange);
        }
        catch (Exception failure)
        {
            Failed(failure, RecordKind.Amendment);
        }
    }

    /// <summary>Never throws, either. What cannot be kept now will be in the end.</summary>
    private void OnIdentified(Exchange exchange)
    {
        try
        {
            Append(new AmendmentRecord { InterceptionId = exchange.Id, ProviderResponseId = exchange.Response?.ResponseId });
        }
        catch (Exception failure)
        {
            Failed(failure, RecordKind.Amendment);
        }
    }

    private void Open(Exchange exchange)
    {
        var options = _configuration.Current.Recording;
        try
        {
            Append(RecordMaking.Opening(exchange, options, _journal.OwnerId));
        }
        catch (OutOfMemoryException)
        {
            // What is large of it is the prompt.
            exchange.Observation = Observation.Overloaded;
            Append(RecordMaking.Opening(exchange, options with { Prompts = false }, _journal.OwnerId));
        }
    }

    /// <summary>The exchange has happened: better without its lists, which are what can be large, or in memory, than not at all.</summary>
    private void Keep(ResponseRecord record, Exchange exchange)
    {
        AddLists(record, exchange);
        try
        {
            Append(record);
        }
        catch (Exception failure)
        {
            if (failure is OutOfMemoryException && TryAppendWithoutLists(record))
                return;
            KeepInMemory(record);
            Failed(failure, KindOf(record));
        }
    }

    /// <summary>A cut may come from another thread while the response is still read: the lists are then left out, the rest is kept.</summary>
    private void AddLists(ResponseRecord record, Exchange exchange)
    {
        try
        {
            RecordMaking.AddLists(record, exchange, _configuration.Current.Recording);
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException)
        {
            (record.Attempts, record.ToolUses, record.Thoughts, record.ExtraTokens) = (null, null, null, null);
        }
        catch (OutOfMemoryException)
        {
            RecordMaking.LeaveOutLists(record);
        }
    }

    private bool TryAppendWithoutLists(ResponseRecord record)
    {
        try
        {
            RecordMaking.LeaveOutLists(record);
            Append(record);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or OutOfMemoryException)
        {
            return false;
        }
    }

    private void KeepInMemory(ResponseRecord record)
    {
        var frame = FrameOf(record);
        if (frame.Whole.IsEmpty)
        {
            RecordMaking.LeaveOutLists(record);
            frame = FrameOf(record);
        }

        if (RecordFrame.TryRead(frame.Whole, out _, out var payload))
            _queue.Add(JournalEntry.InMemory(payload.ToArray(), KindOf(record)));
    }

    private void Append(OpeningRecord record) => Append(FrameBuffer.Fill(record), record, RecordKind.Opening);

    private void Append(ResponseRecord record) => Append(FrameOf(record), record, KindOf(record));

    private void Append(in SealedFrame frame, object record, RecordKind kind)
    {
        _queue.Add(_journal.Append(frame, kind, _configuration.Current.Recording.Fsync), record);
        if (_failing != 0 && Interlocked.Exchange(ref _failing, 0) != 0)
            Log.JournalBack(_logger);
    }

    private static SealedFrame FrameOf(ResponseRecord record) => record is ClosingRecord closing ? FrameBuffer.Fill(closing) : FrameBuffer.Fill((AmendmentRecord)record);

    private static RecordKind KindOf(ResponseRecord record) => record is ClosingRecord ? RecordKind.Closing : RecordKind.Amendment;

    private void Failed(Exception failure, RecordKind kind)
    {
        _metrics.JournalFailed();
        if (Interlocked.Exchange(ref _failing, 1) == 0)
            Log.JournalFailed(_logger, failure, kind, _configuration.Current.Recording.WhenUnavailable == "refuse" ? "are refused" : "are served unrecorded");
    }

    private static partial class Log
    {
        [LoggerMessage(1430, LogLevel.Error, "The journal cannot take records, first an {Kind} one; new requests {Fate}, the ends of those that run are kept in memory")]
        public static partial void JournalFailed(ILogger logger, Exception failure, RecordKind kind, string fate);

        [LoggerMessage(1431, LogLevel.Information, "The journal takes records again")]
        public static partial void JournalBack(ILogger logger);
    }
}
