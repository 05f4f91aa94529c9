using System.Collections.Concurrent;

namespace AiBridge.Exchanges;

/// <summary>
/// Where the calls that run say what becomes of them to those who watch. While nobody does that is one look at a number; else what is new goes into a
/// queue that no lock guards, and how far a call is stands in its <see cref="LiveCall"/>, for whoever looks there once a second.
/// </summary>
internal sealed class LiveCalls(TimeProvider clock) : IDisposable
{
    /// <summary>News that nobody has taken yet. Beyond it they are lost, and that is said.</summary>
    private const int MostNews = 100_000;

    private const int Nobody = 0;

    private readonly ConcurrentQueue<LiveCall> _news = new();
    private readonly WakeSignal _signal = new(clock);
    private volatile int _watch;
    private int _watches;
    private int _count;
    private int _lost;
    private long _since;

    /// <summary>The process that records here.</summary>
    public Guid OwnerId { get; set; }

    /// <summary>News that nobody has taken.</summary>
    public int Count => Volatile.Read(ref _count);

    public bool IsWatched => _watch != Nobody;

    /// <summary>When the watch began.</summary>
    public DateTimeOffset Since => new(Volatile.Read(ref _since), TimeSpan.Zero);

    /// <summary>From now on somebody watches. For one thread at a time, as <see cref="EndWatch"/>.</summary>
    public void BeginWatch()
    {
        Volatile.Write(ref _since, clock.GetUtcNow().Ticks);
        _watch = ++_watches;
        Wake();
    }

    /// <summary>Nobody watches any more.</summary>
    public void EndWatch()
    {
        _watch = Nobody;
        while (TryTake(out _))
        {
        }
    }

    /// <summary>Its beginning is recorded.</summary>
    public void Opened(Exchange exchange)
    {
        if (_watch is not Nobody and var watch)
            Add(exchange.Live = new LiveCall(exchange.Id, watch, begins: true));
    }

    /// <summary>A part of its answer has come. One that began before the watch is followed from here on.</summary>
    public void Saw(Exchange exchange)
    {
        if (_watch is not Nobody and var watch)
            Saw(exchange, watch);
    }

    /// <summary>Its end is recorded.</summary>
    public void Closed(Exchange exchange)
    {
        if (_watch is not Nobody and var watch)
        {
            var call = Followed(exchange, watch) ?? new LiveCall(exchange.Id, watch, begins: false);
            call.Ended = true;
            Add(call);
        }
    }

    /// <summary>For whoever takes the news: sleeps until there are some, or the deadline.</summary>
    public ValueTask WaitAsync(long deadline) => _signal.WaitAsync(deadline);

    public void Wake() => _signal.Wake();

    /// <summary>The next call of which there is news.</summary>
    public bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out LiveCall? call)
    {
        if (!_news.TryDequeue(out call))
            return false;
        Interlocked.Decrement(ref _count);
        return true;
    }

    /// <summary>Whether news were lost since the last question.</summary>
    public bool TakeLost() => Volatile.Read(ref _lost) != 0 && Interlocked.Exchange(ref _lost, 0) != 0;

    public void Dispose() => _signal.Dispose();

    private static LiveCall? Followed(Exchange exchange, int watch) => exchange.Live is { } call && call.Watch == watch ? call : null;

    private void Saw(Exchange exchange, int watch)
    {
        var call = Followed(exchange, watch);
        if (call is null)
            Add(call = exchange.Live = new LiveCall(exchange.Id, watch, begins: false));
        call.Bytes = exchange.ResponseBytes;
        call.LastTool = exchange.Response?.Calls.LastNamed;
        if (exchange.TimeToFirstToken is { } first && exchange.StartedAt + first >= Since && call.TryNoteFirstToken(first))
            Add(call);
    }

    private void Add(LiveCall call)
    {
        if (Interlocked.Increment(ref _count) > MostNews)
        {
            Interlocked.Decrement(ref _count);
            Volatile.Write(ref _lost, 1);
            return;
        }

        _news.Enqueue(call);
        Wake();
    }
}
