using System.Collections;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AiBridge.Management.Bodies;

/// <summary>
/// Writes values as the serializer does, and hands on what is written piece by piece, in the middle of a text, too. The serializer does so between the
/// elements of a list alone: a text of megabytes it makes into bytes as a whole, with room for escapes that might be needed.
/// </summary>
internal sealed class JsonPieces(PipeWriter output, JsonSerializerOptions options, CancellationToken cancellation) : IAsyncDisposable
{
    /// <summary>Bytes after which is handed on, and characters of a text that are written at once.</summary>
    private const int Piece = 16 * 1024;

    private readonly Utf8JsonWriter _json = new(output, new JsonWriterOptions { Encoder = options.Encoder, SkipValidation = true });
    private long _handedOn;

    public async ValueTask WriteAsync(object? value, JsonTypeInfo type)
    {
        if (value is string { Length: > Piece } text)
            await WriteTextAsync(text);
        else if (value is not null && type.Kind == JsonTypeInfoKind.Object)
            await WriteObjectAsync(value, type);
        else if (value is IEnumerable elements && type.Kind == JsonTypeInfoKind.Enumerable)
            await WriteListAsync(elements);
        else
            JsonSerializer.Serialize(_json, value, type);
        await HandOnAsync(Piece);
    }

    public async ValueTask DisposeAsync()
    {
        // What failed before is not to be taken for whole, so it does not end here.
        if (_json.CurrentDepth == 0)
            await HandOnAsync(most: 0);
        await _json.DisposeAsync();
    }

    private async ValueTask WriteObjectAsync(object value, JsonTypeInfo type)
    {
        _json.WriteStartObject();
        foreach (var property in type.Properties)
        {
            if (property.Get is not { } get)
                continue;
            var held = get(value);
            if (property.ShouldSerialize?.Invoke(value, held) == false)
                continue;
            _json.WritePropertyName(property.Name);
            await WriteAsync(held, options.GetTypeInfo(property.PropertyType));
        }

        _json.WriteEndObject();
    }

    private async ValueTask WriteListAsync(IEnumerable elements)
    {
        _json.WriteStartArray();
        foreach (var element in elements)
            await WriteAsync(element, options.GetTypeInfo(element?.GetType() ?? typeof(object)));
        _json.WriteEndArray();
    }

    private async ValueTask WriteTextAsync(string text)
    {
        for (var at = 0; at < text.Length; at += Piece)
        {
            var length = Math.Min(Piece, text.Length - at);
            _json.WriteStringValueSegment(text.AsSpan(at, length), isFinalSegment: at + length == text.Length);
            await HandOnAsync(Piece);
        }
    }

    private async ValueTask HandOnAsync(int most)
    {
        if (_json.BytesCommitted + _json.BytesPending - _handedOn < most)
            return;
        _json.Flush();
        _handedOn = _json.BytesCommitted;
        await output.FlushAsync(cancellation);
        cancellation.ThrowIfCancellationRequested();
    }
}
