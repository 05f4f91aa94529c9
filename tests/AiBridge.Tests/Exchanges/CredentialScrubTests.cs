using AiBridge.Exchanges;
using AiBridge.Secrets;

namespace AiBridge.Tests.Exchanges;

public sealed class CredentialScrubTests
{
    private const string Key = "sk-planted-0123456789abcd";

    private readonly Exchange _exchange = Recording.Exchanges.Make(new FakeTimeProvider());

    public CredentialScrubTests() => _exchange.AccessToken = new Secret(Key);

    [Theory]
    [InlineData(Key + " was refused; use another than " + Key, "sk-p...abcd was refused; use another than sk-p...abcd")]
    [InlineData("refused: sk-planted-012345", "refused: sk-p...abcd")]
    [InlineData("refused: sk-pl", "refused: sk-p...abcd")]
    [InlineData("refused: sk-p", "refused: sk-p")]
    [InlineData("refused: sk-planted-012345 indeed", "refused: sk-planted-012345 indeed")]
    [InlineData("refused", "refused")]
    [InlineData("", "")]
    [InlineData(null, null)]
    public void A_credential_is_masked_also_where_the_words_end_within_it(string? message, string? expected) =>
        CredentialScrub.Clean(message, _exchange).Should().Be(expected);
}
