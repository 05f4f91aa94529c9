using AiBridge.Protocols;
using AiBridge.Protocols.Json;

namespace AiBridge.Tests.Protocols.Lines;

/// <summary>Reads <c>{"id":…}</c>, <c>{"say":…}</c>, <c>{"busy":…}</c> and <c>{"done":true}</c>.</summary>
internal sealed class LineReader : ResponseReader
{
    public override EventMeaning OnEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        JsonValue.TryReadObject(data, out var line);
        Facts.ResponseId ??= line["id"u8].AsString();
        if (line["busy"u8].AsString() is { } words)
        {
            Facts.Error = new ResponseError("busy", words, ErrorClass.Overloaded);
            return EventMeaning.Error;
        }

        Facts.Ended |= line["done"u8].IsPresent;
        return Facts.Ended ? EventMeaning.Terminal : line["say"u8].IsPresent ? EventMeaning.Content : EventMeaning.Preamble;
    }

    public override void OnBody(ReadOnlySpan<byte> body) => OnEvent([], body);

    public override void OnErrorBody(int status, ReadOnlySpan<byte> body) => Facts.Error = ProviderErrors.OfBody(status, body);
}
