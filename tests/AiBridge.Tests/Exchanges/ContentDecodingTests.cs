using System.IO.Compression;
using System.Text;
using AiBridge.Exchanges;
using ZstdSharp;

namespace AiBridge.Tests.Exchanges;

public sealed class ContentDecodingTests
{
    private const string Text = "a text that is long enough to be packed, packed, packed, packed, packed, packed";

    public static TheoryData<string> Encodings => new("gzip", "deflate", "br", "zstd");

    [Theory]
    [MemberData(nameof(Encodings))]
    public void What_was_packed_comes_back(string encoding)
    {
        using var decoded = ContentDecoding.Decode(encoding, Pack(encoding, Text));

        decoded.Should().NotBeNull();
        Encoding.UTF8.GetString(decoded!.Span).Should().Be(Text);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("zstd")]
    public void Damaged_bytes_are_no_body(string encoding)
    {
        var packed = Pack(encoding, Text);
        packed.AsSpan(2, 4).Fill(0xff);

        ContentDecoding.Decode(encoding, packed).Should().BeNull();
    }

    [Fact]
    public void A_zstd_body_that_was_cut_off_is_no_body() => ContentDecoding.Decode("zstd", Pack("zstd", Text).AsMemory()[..^4]).Should().BeNull();

    [Theory]
    [MemberData(nameof(Encodings))]
    public void A_bomb_is_given_up(string encoding) => ContentDecoding.Decode(encoding, Pack(encoding, new string(' ', ContentDecoding.BombLimit + 1))).Should().BeNull();

    private static byte[] Pack(string encoding, string text)
    {
        using var packed = new MemoryStream();
        using (var packer = Packer(encoding, packed))
            packer.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    private static Stream Packer(string encoding, Stream packed) => encoding switch
    {
        "gzip" => new GZipStream(packed, CompressionLevel.Fastest),
        "deflate" => new ZLibStream(packed, CompressionLevel.Fastest),
        "br" => new BrotliStream(packed, CompressionLevel.Fastest),
        _ => new CompressionStream(packed),
    };
}
