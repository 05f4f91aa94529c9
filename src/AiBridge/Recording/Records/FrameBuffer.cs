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
    /// <summary>A record with texts of more characters is written piece by piece.</summary>
    private const int LongestTexts = 16 * 1024;

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static FrameBuffer? _ofThread;

    private readonly ArrayBufferWriter<byte> _bytes = new(4096);
    private readonly Utf8JsonWriter _json;
    private readonly FramePieces _pieces = new();
    private readonly Utf8JsonWriter _jsonOfPieces;

    private FrameBuffer() => (_json, _jsonOfPieces) = (new Utf8JsonWriter(_bytes, Readable), new Utf8JsonWriter(_pieces, Readable));

    /// <summary>The frame; valid until the thread makes its next one.</summary>
    public static SealedFrame Fill(OpeningRecord record) => Fill(record, record.Prompt?.Length ?? 0, RecordJson.Default.OpeningRecord, LargeRecordJson.Default.OpeningRecord, RecordKind.Opening);

    /// <summary>The same.</summary>
    public static SealedFrame Fill(ClosingRecord record) => Fill(record, record.Characters, RecordJson.Default.ClosingRecord, LargeRecordJson.Default.ClosingRecord, RecordKind.Closing);

    /// <summary>The same.</summary>
    public static SealedFrame Fill(AmendmentRecord record) => Fill(record, record.Characters, RecordJson.Default.AmendmentRecord, LargeRecordJson.Default.AmendmentRecord, RecordKind.Amendment);

    private static SealedFrame Fill<TRecord>(TRecord record, long characters, JsonTypeInfo<TRecord> shape, JsonTypeInfo<TRecord> shapeOfLarge, RecordKind kind)
    {
        var buffer = _ofThread ??= new FrameBuffer();
        return characters <= LongestTexts ? new SealedFrame(buffer.Write(record, shape, kind)) : buffer.WriteLarge(record, shapeOfLarge, kind);
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

    private SealedFrame WriteLarge<TRecord>(TRecord record, JsonTypeInfo<TRecord> shape, RecordKind kind)
    {
        _pieces.Begin();
        Serialize(record, shape);
        if (_pieces.Whole(kind) is { } whole)
            return new SealedFrame(whole.Span);
        var payload = _pieces.PayloadLength;
        return new SealedFrame(RecordFrame.SizeOf(payload), (file, offset) =>
        {
            _pieces.Begin(file, offset, payload, kind);
            Serialize(record, shape);
            _pieces.End(payload, kind);
        });
    }

    private void Serialize<TRecord>(TRecord record, JsonTypeInfo<TRecord> shape)
    {
        _jsonOfPieces.Reset();
        JsonSerializer.Serialize(_jsonOfPieces, record, shape);
    }

    private void Pad(int count)
    {
        _bytes.GetSpan(count)[..count].Clear();
        _bytes.Advance(count);
    }
}
