using System.Text;
using AiBridge.Secrets;

namespace AiBridge.Tests.Secrets;

public sealed class SecretSearchTests
{
    private static readonly SecretSearch Search = new([new Secret("sk-short-0001"), new Secret("sk-short-0001-longer"), new Secret("x\"y/z+12345"), new Secret("abc/def+gh12==")]);

    [Theory]
    [InlineData("a sk-short-0001 b sk-short-0001", "a ************* b *************")]
    [InlineData("sk-short-0001-longer.", "********************.")]
    [InlineData("""{"k":"x\"y/z+12345"}""", """{"k":"************"}""")]
    [InlineData("""{"k":"x\"y\/z+12345"}""", """{"k":"*************"}""")]
    [InlineData("""{"k":"x\u0022y/z\u002B12345"}""", """{"k":"*********************"}""")]
    [InlineData("""{"k":"x\u0022y/z\u002b12345"}""", """{"k":"*********************"}""")]
    [InlineData("""{"k":"x\u0022y\/z\u002b12345"}""", """{"k":"**********************"}""")]
    [InlineData("""{"k":"abc/def+gh12\u003d\u003d"}""", """{"k":"************************"}""")]
    [InlineData("""{"k":"abc\/def+gh12=="}""", """{"k":"***************"}""")]
    [InlineData("?k=x%22y%2Fz%2B12345", "?k=*****************")]
    [InlineData("sk-short-000 sk-short", "sk-short-000 sk-short")]
    public void Whatever_the_cuts_every_one_that_stands_in_full_is_masked(string text, string expected)
    {
        for (var piece = 1; piece <= text.Length; piece++)
            InPieces(text, piece).Should().Be(expected, "of pieces of {0}", piece);
    }

    [Fact]
    public void Only_what_may_be_the_beginning_of_one_waits()
    {
        Search.Mask("no end of a key"u8.ToArray(), last: false).Should().Be(0);
        Search.Mask("a s"u8.ToArray(), last: false).Should().Be(1);
        Search.Mask("a sk-short-0001"u8.ToArray(), last: false).Should().Be(13, "it may be the longer one");
        Search.Mask("a sk-short-0001"u8.ToArray(), last: true).Should().Be(0);
    }

    private static string InPieces(string text, int size)
    {
        var (masked, waiting) = (new StringBuilder(), Array.Empty<byte>());
        foreach (var piece in Encoding.Latin1.GetBytes(text).Chunk(size))
        {
            byte[] bytes = [.. waiting, .. piece];
            var kept = Search.Mask(bytes, last: false);
            masked.Append(Encoding.Latin1.GetString(bytes, 0, bytes.Length - kept));
            waiting = bytes[^kept..];
        }

        Search.Mask(waiting, last: true);
        return masked.Append(Encoding.Latin1.GetString(waiting)).ToString();
    }
}
