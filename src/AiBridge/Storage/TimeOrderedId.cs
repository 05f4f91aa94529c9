using System.Buffers.Binary;
using System.Security.Cryptography;

namespace AiBridge.Storage;

/// <summary>
/// UUIDv7 (RFC 9562) begins with its milliseconds: a time range is an id range, found by whatever index ends in the id. An instance
/// gives ids in the order it is asked, also within one millisecond and while the clock steps back.
/// </summary>
internal sealed class TimeOrderedId
{
    private const int SequenceBits = 12;
    private const ulong Version = 0x7000;
    private const ulong Variant = 1UL << 63;
    private const int RandomBytes = 512;

    /// <summary>Of each thread: asking the system anew costs more than the rest of an id.</summary>
    [ThreadStatic]
    private static byte[]? _random;

    [ThreadStatic]
    private static int _randomLeft;

    private long _last;

    /// <summary>The lowest id that can have been made at that time.</summary>
    public static Guid LowestAt(long unixMilliseconds)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        BinaryPrimitives.WriteInt64BigEndian(bytes, unixMilliseconds << 16);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>An id of that time that sorts behind all this instance gave before (RFC 9562, 6.2, method 1).</summary>
    public Guid Next(DateTimeOffset now)
    {
        var place = Advance(now.ToUnixTimeMilliseconds() << SequenceBits);
        Span<byte> bytes = stackalloc byte[16];
        var (milliseconds, sequence) = ((ulong)place >> SequenceBits, (ulong)place & ((1 << SequenceBits) - 1));
        BinaryPrimitives.WriteUInt64BigEndian(bytes, (milliseconds << 16) | Version | sequence);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[sizeof(ulong)..], Variant | (NextRandom() >> 2));
        return new Guid(bytes, bigEndian: true);
    }

    private static ulong NextRandom()
    {
        var random = _random ??= new byte[RandomBytes];
        if (_randomLeft == 0)
        {
            RandomNumberGenerator.Fill(random);
            _randomLeft = RandomBytes;
        }

        return BinaryPrimitives.ReadUInt64LittleEndian(random.AsSpan(_randomLeft -= sizeof(ulong)));
    }

    private long Advance(long least)
    {
        while (true)
        {
            var last = Volatile.Read(ref _last);
            var next = Math.Max(least, last + 1);
            if (Interlocked.CompareExchange(ref _last, next, last) == last)
                return next;
        }
    }
}
