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

    [Theory]
    [InlineData("gzip, gzip")]
    [InlineData("gzip,br")]
    [InlineData("zstd , deflate, gzip")]
    [InlineData("identity, gzip")]
    [InlineData("br, utf-8")]
    public void Encodings_on_top_of_one_another_are_taken_off_in_turn(string encodings)
    {
        var packed = Encoding.UTF8.GetBytes(Text);
        foreach (var encoding in encodings.Split(',', StringSplitOptions.TrimEntries).Where(encoding => !ContentDecoding.IsIdentity(encoding)))
            packed = Pack(encoding, packed);

        using var decoded = ContentDecoding.Decode(encodings, packed);

        Encoding.UTF8.GetString(decoded!.Span).Should().Be(Text);
    }

    [Theory]
    [InlineData("gzip, compress")]
    [InlineData("gzip, gzip, gzip, gzip, gzip")]
    public void A_list_that_nobody_knows_is_no_body(string encodings)
    {
        var packed = Encoding.UTF8.GetBytes(Text);
        foreach (var _ in encodings.Split(','))
            packed = Pack("gzip", packed);

        ContentDecoding.Decode(encodings, packed).Should().BeNull();
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("gzip, gzip")]
    public void Nothing_packed_a_million_times_is_given_up(string encodings)
    {
        byte[] nothing = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        var many = new byte[1_000_000 * nothing.Length];
        for (var at = 0; at < many.Length; at += nothing.Length)
            nothing.CopyTo(many, at);

        ContentDecoding.Decode(encodings, encodings == "gzip" ? many : Pack("gzip", many)).Should().BeNull("else it takes minutes to find out that nothing comes");
    }

    [Fact]
    public void What_lies_in_between_has_the_limit_of_a_bomb_too()
    {
        var bomb = Pack("gzip", Pack("gzip", new byte[ContentDecoding.BombLimit / 2]));
        var longer = Pack("gzip", Pack("br", new byte[ContentDecoding.BombLimit + 1]));

        using var decoded = ContentDecoding.Decode("gzip, gzip", bomb);
        decoded!.Length.Should().Be(ContentDecoding.BombLimit / 2);
        ContentDecoding.Decode("br, gzip", longer).Should().BeNull();
    }

    [Fact]
    public void A_zstd_window_beyond_what_http_allows_is_no_body()
    {
        using var packed = new MemoryStream();
        using (var packer = new CompressionStream(packed))
        {
            packer.SetParameter(ZstdSharp.Unsafe.ZSTD_cParameter.ZSTD_c_windowLog, 27);
            packer.Write(Encoding.UTF8.GetBytes(Text));
            packer.Flush();
        }

        ContentDecoding.Decode("zstd", packed.ToArray()).Should().BeNull();
    }

    private static byte[] Pack(string encoding, string text) => Pack(encoding, Encoding.UTF8.GetBytes(text));

    private static byte[] Pack(string encoding, byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var packer = Packer(encoding, packed))
            packer.Write(bytes);
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
