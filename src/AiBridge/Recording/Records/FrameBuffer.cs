using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AiBridge.Recording.Journaling;

namespace AiBridge.Recording.Records;

/// <summary>Makes a sealed frame out of a record, in memory each thread keeps for it.</summary>
internal sealed class FrameBuffer
{
    /// <summary>A thread does not keep more than this for the rare huge prompt.</summary>
    private const int KeptBytes = 1024 * 1024;

    [ThreadStatic]
    private static FrameBuffer? _ofThread;

    private readonly ArrayBufferWriter<byte> _bytes = new(4096);
    private readonly Utf8JsonWriter _json;

    private FrameBuffer() =>
        _json = new Utf8JsonWriter(_bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    /// <summary>The frame; valid until the thread makes its next one.</summary>
    public static ReadOnlySpan<byte> Fill<TRecord>(TRecord record, JsonTypeInfo<TRecord> shape, RecordKind kind)
    {
        var buffer = _ofThread ??= new FrameBuffer();
        if (buffer._bytes.Capacity > KeptBytes)
            buffer = _ofThread = new FrameBuffer();
        return buffer.Write(record, shape, kind);
    }

    private Span<byte> Write<TRecord>(TRecord record, JsonTypeInfo<TRecord> shape, RecordKind kind)
    {
        _bytes.ResetWrittenCount();
        Pad(RecordFrame.HeaderBytes);
        _json.Reset();
        JsonSerializer.Serialize(_json, record, shape);
        var payload = _bytes.WrittenCount - RecordFrame.HeaderBytes;
        Pad(RecordFrame.SizeOf(payload) - _bytes.WrittenCount);
        var frame = MemoryMarshal.AsMemory(_bytes.WrittenMemory).Span;
        RecordFrame.Seal(frame, payload, kind);
        return frame;
    }

    private void Pad(int count)
    {
        _bytes.GetSpan(count)[..count].Clear();
        _bytes.Advance(count);
    }
}
