using System.Buffers.Binary;

namespace AiBridge.Storage;

/// <summary>UUIDv7 begins with its milliseconds: a time range is an id range, found by whatever index ends in the id.</summary>
internal static class TimeOrderedId
{
    /// <summary>The lowest id that can have been made at that time.</summary>
    public static Guid LowestAt(long unixMilliseconds)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        BinaryPrimitives.WriteInt64BigEndian(bytes, unixMilliseconds << 16);
        return new Guid(bytes, bigEndian: true);
    }
}
