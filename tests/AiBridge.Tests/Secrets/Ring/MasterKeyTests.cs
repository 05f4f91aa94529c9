using System.Security.Cryptography;
using System.Xml.Linq;
using AiBridge.Secrets.Ring;

namespace AiBridge.Tests.Secrets.Ring;

public sealed class MasterKeyTests
{
    private static readonly byte[] Bytes = RandomNumberGenerator.GetBytes(32);
    private static readonly XElement Element = XElement.Parse("<key id=\"1\"><descriptor>the ring's own secret</descriptor></key>");

    [Fact]
    public void Every_spelling_of_the_same_bytes_is_the_same_key()
    {
        var base64 = Convert.ToBase64String(Bytes);
        string[] spellings =
        [
            base64, base64.TrimEnd('='), base64.Replace('+', '-').Replace('/', '_'), base64.Replace('+', '-').Replace('/', '_').TrimEnd('='),
            Convert.ToHexString(Bytes), Convert.ToHexStringLower(Bytes), $" {base64}\n",
        ];

        spellings.Select(text => Parse(text).Id).Distinct().Should().ContainSingle().Which.Should().MatchRegex("^[0-9a-f]{16}$");
    }

    [Fact]
    public void What_it_wrapped_only_it_unwraps_and_only_under_the_same_name()
    {
        var key = Parse(Convert.ToBase64String(Bytes));
        var wrapped = key.Wrap("key-1", Element);

        wrapped.Should().NotContain("secret").And.NotContain("descriptor");
        MasterKey.IdOf(wrapped).Should().Be(key.Id);
        key.Unwrap("key-1", wrapped)!.ToString().Should().Be(Element.ToString());
        key.Unwrap("key-2", wrapped).Should().BeNull();
        Parse(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))).Unwrap("key-1", wrapped).Should().BeNull();
    }

    [Fact]
    public void The_same_element_is_never_wrapped_the_same_way_twice()
    {
        var key = Parse(Convert.ToBase64String(Bytes));

        Enumerable.Range(0, 20).Select(_ => key.Wrap("key-1", Element)).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void One_bit_changed_anywhere_and_it_no_longer_unwraps()
    {
        var key = Parse(Convert.ToBase64String(Bytes));
        var wrapped = XElement.Parse(key.Wrap("key-1", Element));
        var sealedBytes = Convert.FromBase64String(wrapped.Value);

        for (var place = 0; place < sealedBytes.Length; place++)
        {
            sealedBytes[place] ^= 1;
            wrapped.Value = Convert.ToBase64String(sealedBytes);
            key.Unwrap("key-1", wrapped.ToString()).Should().BeNull($"byte {place} was changed");
            sealedBytes[place] ^= 1;
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("<wrappedKey")]
    [InlineData("<key id=\"1\"/>")]
    [InlineData("<wrappedKey master=\"ID\"/>")]
    [InlineData("<wrappedKey master=\"ID\">AAAA</wrappedKey>")]
    [InlineData("<wrappedKey master=\"ID\">not base64!</wrappedKey>")]
    public void What_is_no_wrapped_key_gives_nothing(string text)
    {
        var key = Parse(Convert.ToBase64String(Bytes));

        key.Unwrap("key-1", text.Replace("ID", key.Id, StringComparison.Ordinal)).Should().BeNull();
    }

    [Fact]
    public void It_prints_as_its_id_and_not_as_itself()
    {
        var key = Parse(Convert.ToHexString(Bytes));

        key.ToString().Should().Be(key.Id);
        Convert.ToHexStringLower(Bytes).Should().NotContain(key.Id);
    }

    private static MasterKey Parse(string text) => MasterKey.Parse(text, out var problem) ?? throw new InvalidOperationException(problem);
}
