using System.IO.Compression;
using ZstdSharp;

namespace AiBridge.Exchanges;

/// <summary>Unpacks a copy of compressed traffic, so that it can be understood. The bytes on the wire are never touched, and nothing is refused because of it.</summary>
internal static class ContentDecoding
{
    /// <summary>Decoded bytes at which the observer gives up: a small body may unpack to gigabytes.</summary>
    public const int BombLimit = 64 * 1024 * 1024;

    // Its own default is 128 KB a body.
    private const int ZstdInputBytes = 32 * 1024;

    /// <summary>Also what servers write there by mistake, for a character set or for nothing at all.</summary>
    public static bool IsIdentity(string? encoding) =>
        string.IsNullOrWhiteSpace(encoding) || encoding.Trim().ToLowerInvariant() is "identity" or "none" or "utf-8" or "utf8" or "binary";

    /// <summary>A stream that unpacks <paramref name="packed"/>; null when the encoding is not known.</summary>
    public static Stream? Open(string encoding, Stream packed) => encoding.Trim().ToLowerInvariant() switch
    {
        "gzip" or "x-gzip" => new GZipStream(packed, CompressionMode.Decompress),
        "deflate" => new ZLibStream(packed, CompressionMode.Decompress),
        "br" => new BrotliStream(packed, CompressionMode.Decompress),
        "zstd" => new DecompressionStream(packed, ZstdInputBytes),
        _ => null,
    };

    /// <summary>Whether a stream of <see cref="Open"/> failed because the bytes are not what their encoding says.</summary>
    public static bool IsDamage(Exception fault) => fault is InvalidDataException or IOException or InvalidOperationException or ZstdException;

    /// <summary>The whole body unpacked; null when it cannot be, or grows beyond <see cref="BombLimit"/>.</summary>
    public static PooledBytes? Decode(string encoding, ReadOnlyMemory<byte> body)
    {
        using var packed = new MemoryReadStream(body);
        using var plain = Open(encoding, packed);
        if (plain is null)
            return null;
        var decoded = new PooledBytes(BombLimit);
        try
        {
            while (decoded.Length <= BombLimit)
            {
                var room = decoded.Room(64 * 1024);
                if (room.IsEmpty)
                    break;
                var read = plain.Read(room);
                if (read == 0)
                    return decoded;
                decoded.Advance(read);
            }
        }
        catch (Exception fault) when (IsDamage(fault))
        {
            // Not what it says it is: recorded as undecodable.
        }

        decoded.Dispose();
        return null;
    }
}
