using System.Text;
using AiBridge.Protocols;
using AiBridge.Protocols.Json;

namespace AiBridge.Tests.Protocols.Lines;

/// <summary>A wire protocol that the product does not know: JSON lines, and the model in the path. All of it lies in this folder, as a protocol of the product's does.</summary>
internal sealed class LineProtocol() : WireProtocol("lines")
{
    public static WireProtocol Instance { get; } = new LineProtocol();

    protected override StreamFraming[] Framings { get; } = [new LineFraming()];

    public override bool StoresResponses => false;

    /// <summary><c>/say/{model}</c> or <c>/stream/{model}</c>.</summary>
    public override bool TryReadRequest(ReadOnlySpan<char> path, ReadOnlySpan<byte> body, in RequestReading reading, out RequestFacts facts)
    {
        facts = RequestFacts.None;
        if (!JsonValue.TryReadObject(body, out var json))
            return false;
        facts = new RequestFacts
        {
            Model = path[(path.LastIndexOf('/') + 1)..].ToString(),
            Streaming = path.StartsWith("/stream/", StringComparison.Ordinal),
            Prompt = json["ask"u8].AsNonEmptyString(),
        };
        return true;
    }

    public override void ReadOpening(ReadOnlySpan<byte> body, OpeningText take)
    {
        if (JsonValue.TryReadObject(body, out var json))
            take(json["ask"u8].Text.Raw);
    }

    public override ResponseReader NewResponseReader() => new LineReader();

    public override int? StatusOf(ResponseError error) => error.Says("busy") ? 503 : null;

    public override byte[] WriteError(ReadOnlySpan<byte> frame, int status) => Encoding.UTF8.GetBytes($"{{\"status\":{status},\"line\":{Encoding.UTF8.GetString(frame)}}}");

    public override ProbeRequest WriteProbe(string path, string model, string outputLimit) => new($"/say/{model}", "{\"ask\":\"hi\"}"u8.ToArray());
}
