using System.Buffers;
using AiBridge.Protocols;

namespace AiBridge.Tests.Protocols.Bounds;

/// <summary>So many bytes to read requests in, and what is taken of them.</summary>
internal sealed class CountedRoom(long bytes, bool keeps = true)
{
    /// <summary>Bytes to read in that were not given back.</summary>
    public long Rented { get; private set; }

    /// <summary>Bytes that are kept.</summary>
    public long Kept { get; private set; }

    public RequestReading Reading => new(ScaffoldingTable.Unknown, new RequestRoom(Rent, TryKeep));

    private IMemoryOwner<byte>? Rent(int wanted)
    {
        if (Rented + wanted > bytes)
            return null;
        Rented += wanted;
        return new Owner(this, wanted);
    }

    private bool TryKeep(long wanted)
    {
        Kept += keeps ? wanted : 0;
        return keeps;
    }

    private sealed class Owner(CountedRoom room, int length) : IMemoryOwner<byte>
    {
        private readonly byte[] _bytes = ArrayPool<byte>.Shared.Rent(length);

        public Memory<byte> Memory => _bytes;

        public void Dispose()
        {
            room.Rented -= length;
            ArrayPool<byte>.Shared.Return(_bytes);
        }
    }
}
