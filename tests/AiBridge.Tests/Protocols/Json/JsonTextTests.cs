using System.Text;
using AiBridge.Protocols.Json;

namespace AiBridge.Tests.Protocols.Json;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain é 😀", "plain é 😀")]
    [InlineData("""a\"b\\c\/d\b\f\n\r\t""", "a\"b\\c/d\b\f\n\r\t")]
    [InlineData("""\u00e9 \ud83d\ude00""", "é 😀")]
    [InlineData("""\ud83d""", "\uFFFD")]
    [InlineData("""\ude00\ud83d x""", "\uFFFD\uFFFD x")]
    [InlineData("""\ud83d\ud83d\ude00""", "\uFFFD😀")]
    [InlineData("""a\u0000b""", "a\uFFFDb")]
    [InlineData("""\q \u12 \u12g4 \""", """\q \u12 \u12g4 \""")]
    [InlineData("""\u+123 \u 123""", """\u+123 \u 123""")]
    public void Escapes_are_resolved_and_bad_ones_survived(string raw, string expected) =>
        new JsonText(Encoding.UTF8.GetBytes(raw)).Decode().Should().Be(expected);

    [Fact]
    public void Bytes_that_are_no_utf8_become_replacement_characters()
    {
        new JsonText([(byte)'a', 0xC3, (byte)'b']).Decode().Should().Be("a\uFFFDb");
        new JsonText([(byte)'\\', (byte)'n', 0xFF]).Decode().Should().Be("\n\uFFFD");
        new JsonText([(byte)'a', 0]).Decode().Should().Be("a\uFFFD");
    }

    [Theory]
    [InlineData("7", 7L)]
    [InlineData("-7", -7L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("9223372036854775808", null)]
    [InlineData("1.5", null)]
    [InlineData("1e3", null)]
    [InlineData("\"7\"", null)]
    [InlineData("null", null)]
    public void Only_whole_numbers_are_integers(string json, long? expected) =>
        new JsonValue(Encoding.UTF8.GetBytes(json)).AsInteger().Should().Be(expected);
}
