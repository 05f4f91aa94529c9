using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AiBridge.Recording.Journaling;

namespace AiBridge.Recording.Writing;

/// <summary>Gets a record back from where its entry says it lies.</summary>
internal static class RecordReading
{
    /// <summary>A longer frame is read piece by piece.</summary>
    private const int LongestWhole = 4 * 1024 * 1024;

    /// <summary>The record; null when it is not what was written (the disk's fault, not the writer's).</summary>
    /// <exception cref="IOException">The segment cannot be read.</exception>
    public static TRecord? Read<TRecord>(JournalEntry entry, JsonTypeInfo<TRecord> shape)
        where TRecord : class
    {
        if (entry.Source is byte[] payload)
            return Parse(payload, shape);
        if (entry.Source is not Segment segment)
            return null;
        if (entry.Length > LongestWhole)
            return ReadPieces(entry, segment, shape);

        var buffer = ArrayPool<byte>.Shared.Rent(entry.Length);
        try
        {
            var frame = buffer.AsSpan(0, entry.Length);
            return segment.Read(entry.Offset, frame) == entry.Length && RecordFrame.TryRead(frame, out _, out var bytes) ? Parse(bytes, shape) : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Null when a payload is whole and yet not understood: another version wrote it.</summary>
    public static TRecord? Parse<TRecord>(ReadOnlySpan<byte> payload, JsonTypeInfo<TRecord> shape)
        where TRecord : class
    {
        try
        {
            return JsonSerializer.Deserialize(payload, shape);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static TRecord? ReadPieces<TRecord>(JournalEntry entry, Segment segment, JsonTypeInfo<TRecord> shape)
        where TRecord : class
    {
        try
        {
            using var payload = new PayloadStream(segment, entry.Offset, entry.Length);
            return JsonSerializer.Deserialize(payload, shape) is { } record && payload.IsWhole ? record : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
