using System.Numerics;
using AiBridge.Configuration;

namespace AiBridge.Exchanges;

/// <summary>
/// What all requests together may keep in memory: bodies while they may have to be sent again, what is unpacked of them, answers
/// for the observer, and what is read back to answer from. Who looks gives up first, then large bodies wait, and the rest is for small ones. One caller gets no more than
/// it leaves for others: what it holds and wants may not be more than what is still free.
/// </summary>
internal sealed class BufferBudget(LiveConfiguration configuration, TimeProvider clock)
{
    /// <summary>Of each block that is no larger nothing is counted, and nobody waits for it: a connection costs as much.</summary>
    public const int FreeBytes = 64 * 1024;

    /// <summary>Up to here a body is small.</summary>
    public const int LargestSmall = BufferSlabs.Smallest;

    /// <summary>How long a body waits for others to go: long enough for an upload, shorter than a client takes it for a fault.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The part of the machine's or container's memory where no size is set.</summary>
    private const double DefaultShare = 0.5;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _held = new(StringComparer.Ordinal);
    private readonly BufferSlabs _slabs = new();
    private readonly long _share = (long)(DefaultShare * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
    private TaskCompletionSource? _returned;
    private long _used;

    /// <summary>Bytes in use.</summary>
    public long Used
    {
        get
        {
            lock (_gate)
                return _used;
        }
    }

    /// <summary>Bytes there are. Two of the largest bodies always fit, or none of them would ever be served.</summary>
    public long Size => configuration.Current.Limits is { BufferedBytes: > 0 } limits
        ? limits.BufferedBytes
        : Math.Max(_share, LimitsOptions.FewestBodies * configuration.Current.Limits.MaxRequestBodyBytes);

    /// <summary>Counts bytes that lie somewhere else.</summary>
    public bool TryTake(string caller, long bytes, BufferUse use)
    {
        lock (_gate)
        {
            var held = _held.GetValueOrDefault(caller);
            if (held + bytes > MostFor(use) - _used)
                return false;
            _held[caller] = held + bytes;
            _used += bytes;
            return true;
        }
    }

    public void Return(string caller, long bytes)
    {
        TaskCompletionSource? returned;
        lock (_gate)
        {
            _used -= bytes;
            if ((_held[caller] -= bytes) == 0)
                _held.Remove(caller);
            (returned, _returned) = (_returned, null);
        }

        returned?.TrySetResult();
    }

    /// <summary>A block of at least so many bytes; null when there is no room for it.</summary>
    public BufferBlock? TryRent(string caller, int bytes, BufferUse use)
    {
        if (bytes <= FreeBytes)
            return BufferBlock.OfPool(bytes);
        var size = bytes <= LargestSmall ? (int)BitOperations.RoundUpToPowerOf2((uint)bytes) : BufferSlabs.SizeOf(bytes);
        if (!TryTake(caller, size, use))
            return null;
        BufferBlock? block = null;
        try
        {
            return block = Make(caller, bytes, size);
        }
        catch (OutOfMemoryException)
        {
            // Others hold what is not counted here: that is the same to whoever asks.
            return null;
        }
        finally
        {
            if (block is null)
                Return(caller, size);
        }
    }

    /// <summary>The same for a body; waits a moment for room.</summary>
    public ValueTask<BufferBlock?> RentAsync(string caller, int bytes, CancellationToken cancellation)
    {
        var use = bytes <= LargestSmall ? BufferUse.SmallBody : BufferUse.LargeBody;
        return TryRent(caller, bytes, use) is { } block ? ValueTask.FromResult<BufferBlock?>(block) : WaitAsync(() => TryRent(caller, bytes, use), cancellation);
    }

    /// <summary>Counts bytes that lie somewhere else; waits a moment for room.</summary>
    public async ValueTask<bool> TakeAsync(string caller, long bytes, BufferUse use, CancellationToken cancellation) =>
        TryTake(caller, bytes, use) || await WaitAsync(() => TryTake(caller, bytes, use) ? this : null, cancellation) is not null;

    /// <summary>A block that nobody uses any more.</summary>
    public void Return(BufferSlabs.Place place) => _slabs.Return(place);

    /// <summary>Bytes there are for such a use and those before it.</summary>
    public long MostFor(BufferUse use) => use switch
    {
        BufferUse.Observer => Size / 2,
        // What is left is for small ones, and for what nobody counts.
        BufferUse.LargeBody => Size - (Size / 3),
        _ => Size,
    };

    private BufferBlock? Make(string caller, int bytes, int size)
    {
        if (bytes <= LargestSmall)
            return BufferBlock.OfPool(bytes, this, caller, size);
        return _slabs.TryRent(size, Size) is { } place ? new BufferBlock(place, this, caller, size) : null;
    }

    private async ValueTask<T?> WaitAsync<T>(Func<T?> take, CancellationToken cancellation)
        where T : class
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            // Asked for first: what is returned between the look and the waiting must not be missed.
            var returned = NextReturn();
            if (take() is { } taken)
                return taken;
            var left = Patience - clock.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
                return null;
            await returned.WaitAsync(left, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private Task NextReturn()
    {
        lock (_gate)
            return (_returned ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }
}

/// <summary>What memory is used for; each leaves some of it to those behind it.</summary>
internal enum BufferUse
{
    /// <summary>For a copy that the relay does not need.</summary>
    Observer,

    /// <summary>And for what a large answer is made from.</summary>
    LargeBody,
    SmallBody,
}
