using System.Text;
using AiBridge.Protocols;

namespace AiBridge.Tests.Protocols.Sse;

/// <summary>Writes down the events it is given. The data says what an event means: <c>pre…</c>, <c>err…</c>, <c>end…</c>, else content.</summary>
internal sealed class RecordingReader : ResponseReader
{
    public List<string> Events { get; } = [];

    public bool IsOver { get; private set; }

    public override EventMeaning OnEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        var text = Encoding.UTF8.GetString(data);
        Events.Add($"{Encoding.UTF8.GetString(name)}|{text}");
        return text.Length < 3 ? EventMeaning.Content : text[..3] switch
        {
            "pre" => EventMeaning.Preamble,
            "err" => EventMeaning.Error,
            "end" => EventMeaning.Terminal,
            _ => EventMeaning.Content,
        };
    }

    public override void OnBody(ReadOnlySpan<byte> json)
    {
    }

    public override void OnErrorBody(int status, ReadOnlySpan<byte> body)
    {
    }

    public override void OnEnd() => IsOver = true;
}
