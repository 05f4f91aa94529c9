namespace AiBridge.Protocols;

/// <summary>How an API family names the counts that have a column, as data.</summary>
/// <param name="Input">Names of the input count.</param>
/// <param name="Output">Names of the output count.</param>
/// <param name="CacheRead">Names of tokens read from a cache.</param>
/// <param name="CacheWrite">Names of tokens written to a cache.</param>
/// <param name="Ignored">Sums of the others, and money.</param>
/// <param name="InputHoldsCache">The input count contains the cached tokens, read and written.</param>
internal sealed record UsageColumns(
    string[] Input, string[] Output, string[] CacheRead, string[] CacheWrite, string[] Ignored, bool InputHoldsCache)
{
    /// <summary>The sum of input and output, where an API tells it.</summary>
    public const string Total = "total_tokens";

    /// <summary>Tokens of hidden reasoning.</summary>
    public const string Reasoning = "reasoning_tokens";

    public static readonly UsageColumns Anthropic = new(
        ["input_tokens"], ["output_tokens"], ["cache_read_input_tokens"], ["cache_creation_input_tokens"], [], InputHoldsCache: false);

    /// <summary>
    /// OpenAI's two APIs and those who copy them; cache writes are new in 2026 and named differently by each. Cached tokens
    /// stand in the details, or beside the other counts (DeepSeek, Moonshot, xAI).
    /// </summary>
    public static readonly UsageColumns OpenAi = new(
        ["prompt_tokens", "input_tokens"],
        ["completion_tokens", "output_tokens"],
        ["cached_tokens", "cache_read_tokens", "cache_read_input_tokens", "prompt_cache_hit_tokens", "num_cached_tokens", "cached_prompt_text_tokens"],
        ["cache_write_tokens", "cache_creation_tokens", "cache_creation_input_tokens", "cached_write_tokens"],
        [Total, "prompt_cache_miss_tokens", "cost", "cost_details", "upstream_inference_cost"],
        InputHoldsCache: true);
}
