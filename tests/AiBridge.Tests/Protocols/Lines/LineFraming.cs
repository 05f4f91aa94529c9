using System.Text;
using AiBridge.Protocols;

namespace AiBridge.Tests.Protocols.Lines;

/// <summary>A frame is a line; an empty one says nothing.</summary>
internal sealed class LineFraming : StreamFraming
{
    public override ReadOnlyMemory<byte> Ping { get; } = "\n"u8.ToArray();

    public override bool CutsBehindEnd => false;

    public override byte[] WriteEnd(StreamEnd end) => Encoding.UTF8.GetBytes($"{{\"failed\":\"{end.Cause}\"}}\n");

    public override bool IsNamedBy(ReadOnlySpan<char> contentType) => contentType.SequenceEqual("application/jsonl");

    public override bool? Recognise(ReadOnlySpan<byte> begin, bool last) => begin.IsEmpty ? null : begin[0] is (byte)'{' or (byte)'\n';

    public override bool IsHiddenIn(ReadOnlySpan<byte> body) => body.IndexOf("}\n{"u8) >= 0;

    public override FrameParser NewParser(ResponseReader reader) => new LineParser(reader);

    private sealed class LineParser(ResponseReader reader) : FrameParser
    {
        private readonly List<byte> _begun = [];

        public override FrameProgress Feed(ReadOnlySpan<byte> chunk)
        {
            var decided = -1;
            for (var at = 0; at < chunk.Length;)
            {
                var meaning = Next(chunk[at..], out var consumed);
                at += consumed;
                if (decided < 0 && meaning is not (null or EventMeaning.Preamble))
                    decided = at;
            }

            return new FrameProgress(decided, chunk.LastIndexOf((byte)'\n') is var last and >= 0 ? last + 1 : -1);
        }

        public override EventMeaning? Next(ReadOnlySpan<byte> chunk, out int consumed)
        {
            var end = chunk.IndexOf((byte)'\n');
            consumed = end < 0 ? chunk.Length : end + 1;
            _begun.AddRange(chunk[..(end < 0 ? chunk.Length : end)]);
            return end < 0 ? null : Finish();
        }

        public override EventMeaning? End()
        {
            var meaning = Finish();
            reader.OnEnd();
            return meaning;
        }

        public override void Dispose() => _begun.Clear();

        private EventMeaning? Finish()
        {
            if (_begun.Count == 0)
                return null;
            var line = _begun.ToArray();
            _begun.Clear();
            return reader.OnEvent([], line);
        }
    }
}
