using System.Text;
using AiBridge.Protocols;
using AiBridge.Protocols.Json;

namespace AiBridge.Tests.Protocols;

/// <summary>What a usage object of each API comes to, told once or over several events.</summary>
public sealed class UsageReaderTests
{
    [Theory]
    [InlineData("""{"input_tokens":3,"output_tokens":9,"cache_read_input_tokens":7,"cache_creation_input_tokens":2}""", "3/9/7/2")]
    [InlineData("""{"input_tokens":3,"cache_creation":{"ephemeral_5m_input_tokens":2,"ephemeral_1h_input_tokens":4}}""", "3/-/-/- cache_ephemeral_1h_input=4 cache_ephemeral_5m_input=2")]
    [InlineData("""{"input_tokens":3,"output_tokens":1,"server_tool_use":{"web_search_requests":2}}""", "3/1/-/- web_search_requests=2")]
    public void Anthropics_input_never_holds_what_was_cached(string usage, string read) => Read(UsageColumns.Anthropic, usage).Should().Be(read);

    [Theory]
    [InlineData("""{"prompt_tokens":100,"completion_tokens":9,"total_tokens":109,"prompt_tokens_details":{"cached_tokens":60}}""", "40/9/60/-")]
    [InlineData("""{"input_tokens":100,"output_tokens":9,"input_tokens_details":{"cached_tokens":60},"output_tokens_details":{"reasoning_tokens":4}}""", "40/9/60/- output_reasoning=4")]
    [InlineData("""{"prompt_tokens":100,"completion_tokens":9,"prompt_cache_hit_tokens":60,"prompt_cache_miss_tokens":40}""", "40/9/60/-")]
    [InlineData("""{"prompt_tokens":10,"cached_tokens":60}""", "0/-/60/-")]
    public void OpenAis_input_is_what_the_cache_did_not_hold(string usage, string read) => Read(UsageColumns.OpenAi, usage).Should().Be(read);

    [Theory]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":5,"total_tokens":22,"completion_tokens_details":{"reasoning_tokens":7}}""", "10/12/-/- output_reasoning=7")]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":5,"total_tokens":22}""", "10/12/-/-")]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"completion_tokens_details":{"reasoning_tokens":4}}""", "10/5/-/- output_reasoning=4")]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":5,"total_tokens":75,"cached_tokens":60}""", "10/5/60/-")]
    public void What_a_total_holds_beyond_its_parts_is_output_or_cache(string usage, string read) => Read(UsageColumns.OpenAi, usage).Should().Be(read);

    [Fact]
    public void What_is_told_last_stands_and_a_zero_or_nothing_leaves_what_was_told() => Read(
        UsageColumns.Anthropic,
        """{"input_tokens":3,"output_tokens":1,"cache_read_input_tokens":7,"thinking_tokens":2}""",
        """{"output_tokens":9,"cache_read_input_tokens":null,"thinking_tokens":0}""",
        """{"input_tokens":0,"output_tokens":0}""").Should().Be("3/9/7/- thinking=2");

    [Theory]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("\"12\"")]
    [InlineData("true")]
    [InlineData("null")]
    public void What_is_no_count_is_none(string value) => Read(UsageColumns.Anthropic, $$"""{"input_tokens":3,"output_tokens":{{value}}}""").Should().Be("3/-/-/-");

    [Fact]
    public void What_is_too_large_is_the_largest_number_and_sums_stop_there()
    {
        const string Huge = "99999999999999999999999999";

        Read(UsageColumns.OpenAi, $$"""{"prompt_tokens":{{Huge}},"completion_tokens":{{Huge}},"total_tokens":{{Huge}}}""")
            .Should().Be($"{long.MaxValue}/{long.MaxValue}/-/-");
    }

    [Fact]
    public void Names_that_a_provider_invents_are_kept_up_to_a_bound()
    {
        var usage = new TokenUsage();
        var many = string.Join(',', Enumerable.Range(0, 100).Select(number => $"\"odd_{number:000}_tokens\":1"));

        new UsageReader(UsageColumns.OpenAi).Read(new JsonValue(Encoding.UTF8.GetBytes($"{{{many}}}")), usage);

        usage.Extra.Should().HaveCount(64).And.ContainKey("odd_000").And.NotContainKey("odd_064");
    }

    [Fact]
    public void Nothing_told_is_empty()
    {
        Read(UsageColumns.Anthropic, "null", "[]", "{}").Should().Be("-/-/-/-");
        new TokenUsage().IsEmpty.Should().BeTrue();
    }

    /// <summary>Input, output, read from and written to the cache; then the others by name.</summary>
    private static string Read(UsageColumns columns, params string[] events)
    {
        var (reader, usage) = (new UsageReader(columns), new TokenUsage());
        foreach (var told in events)
            reader.Read(new JsonValue(Encoding.UTF8.GetBytes(told)), usage);
        var counts = string.Join('/', new[] { usage.Input, usage.Output, usage.CacheRead, usage.CacheWrite }.Select(count => count is { } known ? $"{known}" : "-"));
        return string.Join(' ', usage.Extra.Select(extra => $"{extra.Key}={extra.Value}").Prepend(counts));
    }
}
