using System.IO.Compression;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace AiBridge.Exchanges;

/// <summary>Unpacks a copy of compressed traffic, so that it can be understood. The bytes on the wire are never touched, and nothing is refused because of it.</summary>
internal static class ContentDecoding
{
    /// <summary>Decoded bytes at which the observer gives up: a small body may unpack to gigabytes.</summary>
    public const int BombLimit = 64 * 1024 * 1024;

    /// <summary>Encodings on top of one another; nobody has a reason for more.</summary>
    private const int MostEncodings = 4;

    /// <summary>Unpacked in one go; what is longer lets others have their turn in between.</summary>
    private const int AtOnce = 1024 * 1024;

    // Its own default is 128 KB a body.
    private const int ZstdInputBytes = 32 * 1024;

    /// <summary>The window of 8 MiB that HTTP allows (RFC 9659); the decoder's own default takes 128 MiB for a few bytes.</summary>
    private const int ZstdWindowLog = 23;

    // Bodies that unpack to more than a moment's work, as many as there are processors; a few wait for their turn.
    private static readonly SemaphoreSlim Unpacking = new(Environment.ProcessorCount);
    private const int MostWaiting = 16;
    private static int _waiting;

    /// <summary>Also what servers write there by mistake, for a character set or for nothing at all.</summary>
    public static bool IsIdentity(string? encoding) => string.IsNullOrWhiteSpace(encoding) || encoding.Split(',').All(IsNothing);

    /// <summary>A stream that unpacks <paramref name="packed"/>, whatever was put on top of one another (<c>gzip, br</c>); null when an encoding is not known, or they are too many.</summary>
    public static Stream? Open(string encoding, Stream packed)
    {
        var names = encoding.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(name => !IsNothing(name)).ToArray();
        if (names.Length is 0 or > MostEncodings)
            return null;
        // The last one was put on last.
        var plain = new BoundedStream(packed, long.MaxValue);
        for (var last = names.Length - 1; last >= 0; last--)
        {
            if (OpenOne(names[last], plain) is not { } decoder)
                return null;
            // The end has limits of its own.
            plain = plain.Behind = new BoundedStream(decoder, last == 0 ? long.MaxValue : BombLimit);
        }

        return plain;
    }

    /// <summary>Whether a stream of <see cref="Open"/> failed because the bytes are not what their encoding says.</summary>
    public static bool IsDamage(Exception fault) => fault is InvalidDataException or IOException or InvalidOperationException or ZstdException;

    /// <summary>What a failure of a stream of <see cref="Open"/> is recorded as.</summary>
    public static Observation? Fault(Exception fault, Observation damaged) => fault is BoundedStream.ExceededException ? Observation.Oversized : IsDamage(fault) ? damaged : null;

    /// <summary>The whole body unpacked; null when it cannot be, or grows beyond <paramref name="most"/>.</summary>
    public static PooledBytes? Decode(string encoding, ReadOnlyMemory<byte> body, int most = BombLimit)
    {
        using var packed = new MemoryReadStream(body);
        using var plain = Open(encoding, packed);
        if (plain is null)
            return null;
        var decoded = new PooledBytes(most);
        if (TryFill(decoded, plain, most, out var ended) is null && ended)
            return decoded;
        decoded.Dispose();
        return null;
    }

    /// <summary>The whole body of a request unpacked. A small one at once; more than that by turns, in memory that all requests share.</summary>
    /// <returns>Null when it cannot be, with the reason.</returns>
    public static async ValueTask<(PooledBytes? Plain, Observation Reason)> DecodeAsync(string encoding, ReadOnlyMemory<byte> body, Exchange exchange, CancellationToken cancellation)
    {
        await using var packed = new MemoryReadStream(body);
        await using var plain = Open(encoding, packed);
        if (plain is null)
            return (null, Observation.RequestUndecodable);
        PooledBytes? whole = null;
        var decoded = new PooledBytes(BombLimit, exchange);
        try
        {
            var fault = TryFill(decoded, plain, AtOnce, out var ended);
            if (fault is null && !ended)
                fault = await DecodeRestAsync(decoded, plain, cancellation);
            whole = fault is null ? decoded : null;
            return (whole, fault ?? Observation.Complete);
        }
        finally
        {
            if (whole is null)
                decoded.Dispose();
        }
    }

    private static async ValueTask<Observation?> DecodeRestAsync(PooledBytes decoded, Stream plain, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref _waiting) > MostWaiting + Environment.ProcessorCount)
        {
            Interlocked.Decrement(ref _waiting);
            return Observation.Overloaded;
        }

        await Unpacking.WaitAsync(cancellation);
        try
        {
            Observation? fault = null;
            for (var ended = false; fault is null && !ended; cancellation.ThrowIfCancellationRequested())
            {
                await Task.Yield();
                fault = TryFill(decoded, plain, decoded.Length + AtOnce, out ended);
            }

            return fault;
        }
        finally
        {
            Unpacking.Release();
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>Unpacks until the end, or until so much is there; returns why it cannot go on.</summary>
    private static Observation? TryFill(PooledBytes decoded, Stream plain, int enough, out bool ended)
    {
        ended = false;
        try
        {
            while (decoded.Length < enough)
            {
                var room = decoded.Room(64 * 1024);
                if (room.IsEmpty)
                    return decoded.IsCrowdedOut ? Observation.Overloaded : Observation.RequestUndecodable;
                var read = plain.Read(room);
                if (read == 0)
                {
                    ended = true;
                    return null;
                }

                decoded.Advance(read);
            }

            return decoded.Length >= BombLimit ? Observation.RequestUndecodable : null;
        }
        catch (Exception fault) when (IsDamage(fault))
        {
            // Not what it says it is: recorded as undecodable.
            return Observation.RequestUndecodable;
        }
    }

    private static Stream? OpenOne(string encoding, Stream packed) => encoding.ToLowerInvariant() switch
    {
        "gzip" or "x-gzip" => new GZipStream(packed, CompressionMode.Decompress),
        "deflate" => new ZLibStream(packed, CompressionMode.Decompress),
        "br" => new BrotliStream(packed, CompressionMode.Decompress),
        "zstd" => OpenZstd(packed),
        _ => null,
    };

    private static DecompressionStream OpenZstd(Stream packed)
    {
        var stream = new DecompressionStream(packed, ZstdInputBytes);
        stream.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, ZstdWindowLog);
        return stream;
    }

    private static bool IsNothing(string encoding) => encoding.Trim().ToLowerInvariant() is "" or "identity" or "none" or "utf-8" or "utf8" or "binary";
}
