using System.Buffers.Binary;
using System.Numerics;

namespace AiBridge.Recording.Journaling;

/// <summary>
/// How a record lies in a segment: magic, payload length, kind, CRC-32C (four bytes each, little-endian), payload, zeros up to
/// the next multiple of 16. The checksum covers length, kind and payload. The magic is not valid UTF-8, so that no payload can
/// pretend to be a record when a damaged stretch is searched for the next one.
/// </summary>
internal static class RecordFrame
{
    public const int HeaderBytes = 16;
    public const int Alignment = 16;
    private const uint Magic = 0xF7C1_FEB1;

    /// <summary>Bytes a payload of this length takes.</summary>
    public static int SizeOf(int payloadLength) => (HeaderBytes + payloadLength + Alignment - 1) & ~(Alignment - 1);

    /// <summary>Fills in the header in front of the payload.</summary>
    /// <param name="frame">Room for the header, the payload, then zeros; a multiple of 16 long.</param>
    /// <param name="payloadLength">Bytes of the payload.</param>
    /// <param name="kind">What it is.</param>
    public static void Seal(Span<byte> frame, int payloadLength, RecordKind kind) =>
        Seal(frame, payloadLength, kind, AddToChecksum(BeginChecksum(payloadLength, kind), frame.Slice(HeaderBytes, payloadLength)));

    /// <summary>Fills in a header.</summary>
    /// <param name="header">Room for it.</param>
    /// <param name="payloadLength">Bytes of the payload.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="checksum">As it is behind the payload.</param>
    public static void Seal(Span<byte> header, int payloadLength, RecordKind kind, uint checksum)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
        WriteLengthAndKind(header.Slice(4, 8), payloadLength, kind);
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], ~checksum);
    }

    /// <summary>The checksum before the first byte of the payload.</summary>
    public static uint BeginChecksum(int payloadLength, RecordKind kind)
    {
        Span<byte> lengthAndKind = stackalloc byte[8];
        WriteLengthAndKind(lengthAndKind, payloadLength, kind);
        return AddToChecksum(uint.MaxValue, lengthAndKind);
    }

    /// <summary>The same of a header that was read.</summary>
    public static uint BeginChecksum(ReadOnlySpan<byte> header) => AddToChecksum(uint.MaxValue, header.Slice(4, 8));

    public static uint AddToChecksum(uint checksum, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            checksum = BitOperations.Crc32C(checksum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var value in bytes)
            checksum = BitOperations.Crc32C(checksum, value);
        return checksum;
    }

    /// <summary>Reads a header; false when it is none of a frame of that length.</summary>
    public static bool TryReadHeader(ReadOnlySpan<byte> header, int frameLength, out int payloadLength, out uint checksum)
    {
        payloadLength = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        checksum = BinaryPrimitives.ReadUInt32LittleEndian(header[12..]);
        return BinaryPrimitives.ReadUInt32LittleEndian(header) == Magic && payloadLength >= 0 && payloadLength <= frameLength - HeaderBytes;
    }

    /// <summary>Reads the record that begins here; false when none does or it is damaged.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out RecordKind kind, out ReadOnlySpan<byte> payload)
    {
        kind = default;
        payload = default;
        if (bytes.Length < HeaderBytes || !TryReadHeader(bytes, bytes.Length, out var length, out var checksum))
            return false;
        kind = (RecordKind)BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        payload = bytes.Slice(HeaderBytes, length);
        return checksum == ~AddToChecksum(BeginChecksum(bytes), payload);
    }

    private static void WriteLengthAndKind(Span<byte> target, int payloadLength, RecordKind kind)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, payloadLength);
        BinaryPrimitives.WriteInt32LittleEndian(target[4..], (int)kind);
    }
}
