using AiBridge.Exchanges;
using AiBridge.Protocols.Families;

namespace AiBridge.Tests.Exchanges;

public sealed class BridgeErrorTests
{
    [Theory]
    [InlineData(0.2, 1)]
    [InlineData(-5, 1)]
    [InlineData(1.001, 2)]
    [InlineData(45, 45)]
    public void A_wait_is_told_in_whole_seconds_that_are_enough(double wait, int seconds)
    {
        var error = BridgeError.CircuitOpen("lab", TimeSpan.FromSeconds(wait));

        (error.RetryAfterSeconds, error.Retryable).Should().Be((seconds, true));
        error.Message.Should().EndWith($". Try again in {seconds} s");
    }

    [Theory]
    [InlineData(45.1, "0h 00m 46s")]
    [InlineData(7325, "2h 02m 05s")]
    public void A_long_one_is_told_in_words_only_since_clients_would_sleep_it(double wait, string words)
    {
        var error = BridgeError.KeysExhausted("lab", TimeSpan.FromSeconds(wait));

        (error.RetryAfterSeconds, error.Retryable).Should().Be((null, false));
        error.Message.Should().EndWith($". Try again in {words}");
    }

    [Fact]
    public void A_final_decision_has_a_status_that_the_familys_agents_show()
    {
        var (final, other) = (BridgeError.NoCredential("lab"), BridgeError.Unreachable("lab"));

        final.In(AnthropicFamily.Instance, "claude-cli/2").Status.Should().Be(502);
        final.In(AnthropicFamily.Instance, "opencode/1 ai-sdk/5").Status.Should().Be(400);
        final.In(OpenAiFamily.Instance, "codex/1").Status.Should().Be(400);
        other.In(OpenAiFamily.Instance, "codex/1").Status.Should().Be(502);
    }
}
