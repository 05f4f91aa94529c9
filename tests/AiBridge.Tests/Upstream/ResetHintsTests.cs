using AiBridge.Upstream;

namespace AiBridge.Tests.Upstream;

public sealed class ResetHintsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("retry-after: 30", 30.0)]
    [InlineData("retry-after: 0", 0.0)]
    [InlineData("retry-after: 1.5", 1.5)]
    [InlineData("retry-after: 287441", 86400.0)]
    [InlineData("retry-after: Thu, 01 Jan 2026 00:00:42 GMT", 42.0)]
    [InlineData("retry-after: Wed, 31 Dec 2025 00:00:00 GMT", 0.0)]
    [InlineData("retry-after-ms: 2500; retry-after: 30", 2.5)]
    [InlineData("retry-after-ms: x; retry-after: 30", 30.0)]
    [InlineData("anthropic-ratelimit-tokens-remaining: 0; anthropic-ratelimit-tokens-reset: 2026-01-01T00:00:50Z", 50.0)]
    [InlineData("anthropic-ratelimit-tokens-remaining: 0; anthropic-ratelimit-tokens-reset: 2026-01-01T00:00:50Z; anthropic-ratelimit-requests-remaining: 0; anthropic-ratelimit-requests-reset: 2026-01-01T00:01:10Z", 70.0)]
    [InlineData("retry-after: 3; anthropic-ratelimit-tokens-remaining: 0; anthropic-ratelimit-tokens-reset: 2026-01-01T00:00:50Z", 3.0)]
    [InlineData("x-ratelimit-remaining-tokens: 0; x-ratelimit-reset-tokens: 6m0s", 360.0)]
    [InlineData("x-ratelimit-remaining-tokens: 5; x-ratelimit-reset-tokens: 6m0s; x-ratelimit-remaining-requests: 0; x-ratelimit-reset-requests: 20ms", 0.02)]
    [InlineData("X-RateLimit-Remaining-Tokens: 0; X-RateLimit-Reset-Tokens: 1h2m3.5s", 3723.5)]
    public void A_limits_end_is_read_from_what_counts(string headers, double seconds) =>
        ResetHints.Read(Answer(headers).Headers, Now)!.Value.TotalSeconds.Should().BeApproximately(seconds, 1e-6);

    [Theory]
    [InlineData("")]
    [InlineData("retry-after: -5")]
    [InlineData("retry-after: soon")]
    [InlineData("retry-after: 1e300")]
    [InlineData("anthropic-ratelimit-tokens-remaining: 1; anthropic-ratelimit-tokens-reset: 2026-01-01T00:00:50Z")]
    [InlineData("anthropic-ratelimit-tokens-reset: 2026-01-01T00:00:50Z")]
    [InlineData("x-ratelimit-remaining-tokens: 0; x-ratelimit-reset-tokens: whenever")]
    public void Without_a_word_that_counts_there_is_no_end(string headers) => ResetHints.Read(Answer(headers).Headers, Now).Should().BeNull();

    [Theory]
    [InlineData("6m0s", 360)]
    [InlineData("20ms", 0.02)]
    [InlineData("2m59.56s", 179.56)]
    [InlineData("7.66", 7.66)]
    [InlineData("1d", 86400)]
    [InlineData("150us", 0.00015)]
    public void Durations_are_read_as_they_are_printed(string text, double seconds) =>
        ResetHints.Duration(text)!.Value.TotalSeconds.Should().BeApproximately(seconds, 1e-6);

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("5parsecs")]
    [InlineData("1.2.3s")]
    [InlineData("-5s")]
    public void Other_texts_are_no_duration(string text) => ResetHints.Duration(text).Should().BeNull();

    private static HttpResponseMessage Answer(string headers)
    {
        var answer = new HttpResponseMessage();
        foreach (var header in headers.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            answer.Headers.TryAddWithoutValidation(header[..header.IndexOf(':')], header[(header.IndexOf(':') + 1)..].Trim());
        return answer;
    }
}
