using System.Buffers;
using System.Text.Json;
using AiBridge.Recording.Journaling;
using AiBridge.Recording.Records;

namespace AiBridge.Recording.Writing;

/// <summary>Gets a record back from where its entry says it lies.</summary>
internal static class RecordReading
{
    /// <summary>The record; null when it is not what was written (the disk's fault, not the writer's).</summary>
    /// <exception cref="IOException">The segment cannot be read.</exception>
    public static TRecord? Read<TRecord>(JournalEntry entry, Func<ReadOnlySpan<byte>, TRecord?> parse)
        where TRecord : class
    {
        if (entry.Source is byte[] payload)
            return Parse(payload, parse);
        if (entry.Source is not Segment segment)
            return null;

        var buffer = ArrayPool<byte>.Shared.Rent(entry.Length);
        try
        {
            var frame = buffer.AsSpan(0, entry.Length);
            return segment.Read(entry.Offset, frame) == entry.Length && RecordFrame.TryRead(frame, out _, out var bytes) ? Parse(bytes, parse) : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Null when a payload is whole and yet not understood: another version wrote it.</summary>
    public static TRecord? Parse<TRecord>(ReadOnlySpan<byte> payload, Func<ReadOnlySpan<byte>, TRecord?> parse)
        where TRecord : class
    {
        try
        {
            return parse(payload);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static OpeningRecord? Opening(ReadOnlySpan<byte> payload) => JsonSerializer.Deserialize(payload, RecordJson.Default.OpeningRecord);

    public static AmendmentRecord? Amendment(ReadOnlySpan<byte> payload) => JsonSerializer.Deserialize(payload, RecordJson.Default.AmendmentRecord);

    public static ClosingRecord? Closing(ReadOnlySpan<byte> payload) => JsonSerializer.Deserialize(payload, RecordJson.Default.ClosingRecord);
}
