namespace AiBridge.Exchanges;

/// <summary>
/// A request body in pooled memory, counted by who still needs it. The buffer goes back to the pool only when the exchange
/// and every upstream attempt that is still writing have let go: an HTTP/2 upstream may answer long before it has read the
/// body, and a buffer reused too early would send one tenant's prompt as another's.
/// </summary>
internal sealed class RequestBody
{
    private BufferBlock? _block;
    private int _holders = 1;

    /// <param name="block">Owned from now on.</param>
    /// <param name="length">Bytes of it that are the body.</param>
    public RequestBody(BufferBlock block, int length)
    {
        _block = block;
        Length = length;
    }

    public int Length { get; }

    /// <summary>The body; only while held.</summary>
    public ReadOnlyMemory<byte> Memory => _block is { } block ? block.Memory[..Length] : default;

    /// <summary>Holds the buffer; false when it has already gone back.</summary>
    public bool TryHold()
    {
        var holders = Volatile.Read(ref _holders);
        while (holders > 0)
        {
            var seen = Interlocked.CompareExchange(ref _holders, holders + 1, holders);
            if (seen == holders)
                return true;
            holders = seen;
        }

        return false;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
            Interlocked.Exchange(ref _block, null)?.Return();
    }
}
