using System.Numerics;

namespace AiBridge.Exchanges;

/// <summary>
/// Large blocks out of slabs of 32 MiB, so that the process has no more memory for them than it is allowed, however their sizes
/// change (the shared pool keeps idle arrays of each size, and a collection comes when it comes). Blocks are powers of two and the
/// halves of a larger one ("buddies") become one again.
/// </summary>
internal sealed class BufferSlabs
{
    public const int Smallest = 1024 * 1024;
    private const int SlabBytes = 32 * 1024 * 1024;
    private const int MostIdle = 1;

    private readonly Lock _gate = new();
    private readonly List<Slab> _slabs = [];

    // As long as the collector has not taken them they are as good as those that were kept.
    private readonly List<WeakReference<Slab>> _dropped = [];

    /// <summary>Bytes of slabs that may be in memory.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
                return (long)SlabBytes * (_slabs.Count + Dropped());
        }
    }

    /// <summary>The block that is given for so many bytes.</summary>
    public static int SizeOf(int bytes) => bytes <= SlabBytes
        ? Math.Max(Smallest, (int)BitOperations.RoundUpToPowerOf2((uint)bytes))
        : (bytes + Smallest - 1) / Smallest * Smallest;

    /// <summary>Null when all slabs that are allowed are full.</summary>
    /// <param name="size">Of <see cref="SizeOf"/>.</param>
    /// <param name="most">Bytes of slabs there may be.</param>
    public Place? TryRent(int size, long most)
    {
        // Larger than a slab is only what an administrator allows; nothing would fit in beside it.
        if (size > SlabBytes)
            return new Place(new Slab(size, 1), 0);
        lock (_gate)
        {
            foreach (var slab in _slabs)
            {
                if (slab.TryTake(size / Smallest) is { } leaf)
                    return new Place(slab, leaf * Smallest);
            }

            if (TryAdd(most) is not { } added)
                return null;
            return new Place(added, added.TryTake(size / Smallest)!.Value * Smallest);
        }
    }

    public void Return(Place place)
    {
        if (place.Slab.Bytes.Length > SlabBytes)
            return;
        lock (_gate)
        {
            place.Slab.Return(place.Offset / Smallest);
            if (!place.Slab.IsEmpty || _slabs.Count(slab => slab.IsEmpty) <= MostIdle)
                return;
            _slabs.Remove(place.Slab);
            _dropped.Add(new WeakReference<Slab>(place.Slab));
        }
    }

    private Slab? TryAdd(long most)
    {
        for (var last = _dropped.Count - 1; last >= 0; last--)
        {
            var isThere = _dropped[last].TryGetTarget(out var slab);
            _dropped.RemoveAt(last);
            if (!isThere)
                continue;
            _slabs.Add(slab!);
            return slab;
        }

        if (_slabs.Count > 0 && (long)SlabBytes * _slabs.Count >= most)
            return null;
        var made = new Slab(SlabBytes, SlabBytes / Smallest);
        _slabs.Add(made);
        return made;
    }

    private int Dropped() => _dropped.Count(dropped => dropped.TryGetTarget(out _));

    /// <summary>Where a block lies.</summary>
    internal readonly record struct Place(Slab Slab, int Offset);

    /// <summary>A slab and which of its leaves are free: for each node of a binary tree over them, how many there are in a row that begins where a block may.</summary>
    internal sealed class Slab
    {
        private readonly int _leaves;
        private readonly int[] _free;

        public Slab(int bytes, int leaves)
        {
            Bytes = GC.AllocateUninitializedArray<byte>(bytes);
            _leaves = leaves;
            _free = new int[2 * leaves];
            for (var node = 1; node < _free.Length; node++)
                _free[node] = leaves >> BitOperations.Log2((uint)node);
        }

        public byte[] Bytes { get; }

        public bool IsEmpty => _free[1] == _leaves;

        /// <summary>The first of so many leaves, a power of two; null when there are none.</summary>
        public int? TryTake(int count)
        {
            if (_free[1] < count)
                return null;
            var (node, size) = (1, _leaves);
            for (; size != count; size /= 2)
                node = Fitting(2 * node, count);
            _free[node] = 0;
            var leaf = (node * size) - _leaves;
            while ((node /= 2) >= 1)
                _free[node] = Math.Max(_free[2 * node], _free[(2 * node) + 1]);
            return leaf;
        }

        public void Return(int leaf)
        {
            var (node, size) = (leaf + _leaves, 1);
            for (; _free[node] != 0; size *= 2)
                node /= 2;
            _free[node] = size;
            while ((node /= 2) >= 1)
            {
                size *= 2;
                var (left, right) = (_free[2 * node], _free[(2 * node) + 1]);
                _free[node] = left + right == size ? size : Math.Max(left, right);
            }
        }

        /// <summary>Of the two nodes that beginning with <paramref name="left"/> the fuller one in which there is room, so that large blocks stay whole.</summary>
        private int Fitting(int left, int count)
        {
            var right = left + 1;
            return _free[left] >= count && (_free[left] <= _free[right] || _free[right] < count) ? left : right;
        }
    }
}
