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
    public static void Seal(Span<byte> frame, int payloadLength, RecordKind kind)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(frame, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(frame[4..], payloadLength);
        BinaryPrimitives.WriteInt32LittleEndian(frame[8..], (int)kind);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[12..], Checksum(frame.Slice(4, 8), frame.Slice(HeaderBytes, payloadLength)));
    }

    /// <summary>Reads the record that begins here; false when none does or it is damaged.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out RecordKind kind, out ReadOnlySpan<byte> payload)
    {
        kind = default;
        payload = default;
        if (bytes.Length < HeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic)
            return false;
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        if (length < 0 || length > bytes.Length - HeaderBytes)
            return false;
        kind = (RecordKind)BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        payload = bytes.Slice(HeaderBytes, length);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]) == Checksum(bytes.Slice(4, 8), payload);
    }

    private static uint Checksum(ReadOnlySpan<byte> lengthAndKind, ReadOnlySpan<byte> payload) =>
        ~Add(Add(uint.MaxValue, lengthAndKind), payload);

    private static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        return crc;
    }
}
