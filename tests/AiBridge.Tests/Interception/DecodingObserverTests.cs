using System.IO.Compression;
using AiBridge.Exchanges;
using AiBridge.Interception;
using AiBridge.Protocols;

namespace AiBridge.Tests.Interception;

public sealed class DecodingObserverTests
{
    private readonly Exchange _exchange = Recording.Exchanges.Make(new FakeTimeProvider());

    /// <summary>A server's threads have no context; with xunit's the decoder would go on elsewhere.</summary>
    private static void OnAServersThread() => SynchronizationContext.SetSynchronizationContext(null);

    [Fact]
    public void A_reader_that_fails_behind_a_compressed_stream_is_not_lost()
    {
        OnAServersThread();
        using var observer = new DecodingObserver(_exchange, new StreamObserver(_exchange, new FailingReader(), KnownProtocol.AnthropicMessages.Wire().Framing()), "gzip");

        var act = () =>
        {
            observer.Observe(Packed("data: {}\n\n"));
            observer.End();
        };

        act.Should().Throw<FormatException>();
        _exchange.Observation.Should().Be(Observation.Complete, "the watch says what became of it");
    }

    [Fact]
    public void Bytes_that_are_not_what_their_encoding_says_are_no_failure_of_the_reader()
    {
        OnAServersThread();
        using var observer = new DecodingObserver(_exchange, new StreamObserver(_exchange, new FailingReader(), KnownProtocol.AnthropicMessages.Wire().Framing()), "gzip");

        observer.Observe("no gzip at all"u8);
        observer.End();

        _exchange.Observation.Should().Be(Observation.ResponseUndecodable);
    }

    [Fact]
    public void A_zstd_stream_is_understood_as_it_comes()
    {
        OnAServersThread();
        using var packed = new MemoryStream();
        using var packer = new ZstdSharp.CompressionStream(packed);
        using var observer = new DecodingObserver(_exchange, new StreamObserver(_exchange, new FailingReader(), KnownProtocol.AnthropicMessages.Wire().Framing()), "zstd");
        packer.Write("data: {}\n\n"u8);
        packer.Flush();

        var act = () =>
        {
            foreach (var one in packed.ToArray())
                observer.Observe([one]);
        };

        act.Should().Throw<FormatException>("the event was read before the stream ended");
    }

    [Fact]
    public void A_stream_packed_twice_is_understood_as_it_comes()
    {
        OnAServersThread();
        using var packed = new MemoryStream();
        using var outer = new GZipStream(packed, CompressionLevel.Fastest);
        using var inner = new GZipStream(outer, CompressionLevel.Fastest);
        using var observer = new DecodingObserver(_exchange, new StreamObserver(_exchange, new FailingReader(), KnownProtocol.AnthropicMessages.Wire().Framing()), "gzip, gzip");
        inner.Write("data: {}\n\n"u8);
        inner.Flush();
        outer.Flush();

        var act = () =>
        {
            foreach (var one in packed.ToArray())
                observer.Observe([one]);
        };

        act.Should().Throw<FormatException>("the event was read before the stream ended");
    }

    private static byte[] Packed(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(System.Text.Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    private sealed class FailingReader : ResponseReader
    {
        public override EventMeaning OnEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data) => throw new FormatException("planted");

        public override void OnBody(ReadOnlySpan<byte> json)
        {
        }

        public override void OnErrorBody(int status, ReadOnlySpan<byte> body)
        {
        }
    }
}
