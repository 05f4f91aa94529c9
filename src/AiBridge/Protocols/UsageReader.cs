using AiBridge.Protocols.Json;

namespace AiBridge.Protocols;

/// <summary>
/// Reads a usage object. Every protocol's is cumulative, so what is read last stands and nothing is added up; a count that is
/// absent, <c>null</c> or zero leaves what an earlier event said. Fractions, texts and what is below zero are no counts; what is
/// too large is the largest number there is.
/// </summary>
/// <param name="names">Which counts have a column; the others are kept by name (<see cref="UsageNames"/>).</param>
internal sealed class UsageReader(UsageColumns names)
{
    /// <summary>Details inside details (<c>prompt_tokens_details.cache_creation.ephemeral_5m_input_tokens</c>); nobody goes deeper.</summary>
    private const int MaxDepth = 3;

    public void Read(JsonValue usage, TokenUsage into)
    {
        if (!usage.IsObject)
            return;
        var counts = new UsageCounts();
        ReadMembers("", usage, ref counts, into, depth: 0);
        counts.Store(into, names.InputHoldsCache);
    }

    private void ReadMembers(string container, JsonValue details, ref UsageCounts counts, TokenUsage into, int depth)
    {
        foreach (var member in details.Members())
        {
            var name = member.Key.Word();
            if (names.Ignored.Contains(name) && name != UsageColumns.Total)
                continue;
            if (member.Value.IsObject && depth < MaxDepth)
                ReadMembers(name, member.Value, ref counts, into, depth + 1);
            else if (member.Value.AsCount() is { } count && !TryColumn(name, count, depth > 0, ref counts))
                into.Keep(depth > 0 ? UsageNames.Of(container, name) : UsageNames.Of(name), count);
        }
    }

    private bool TryColumn(string name, long count, bool isDetail, ref UsageCounts counts)
    {
        if (name == UsageColumns.Reasoning)
            counts.Reasoning = TokenUsage.Later(counts.Reasoning, count);
        if (names.CacheRead.Contains(name))
            counts.CacheRead = TokenUsage.Later(counts.CacheRead, count);
        else if (names.CacheWrite.Contains(name))
            counts.CacheWrite = TokenUsage.Later(counts.CacheWrite, count);
        else if (isDetail)
            return false;
        else if (names.Input.Contains(name))
            counts.Prompt = TokenUsage.Later(counts.Prompt, count);
        else if (names.Output.Contains(name))
            counts.Output = TokenUsage.Later(counts.Output, count);
        else if (names.Ignored.Contains(name))
            counts.Total = TokenUsage.Later(counts.Total, count);
        else
            return false;
        return true;
    }

    private struct UsageCounts
    {
        public long? Prompt;
        public long? Output;
        public long? CacheRead;
        public long? CacheWrite;
        public long? Total;
        public long? Reasoning;

        public readonly void Store(TokenUsage into, bool promptMayHoldCache)
        {
            // Most count reasoning inside the output; xAI counts it beside, Gemini in the total alone. The total tells: what it holds
            // beyond prompt and output is output, unless it is just the cached tokens, which then are not inside the prompt.
            var beyond = Total is { } total && Prompt is { } told ? Math.Max(0, total - TokenUsage.Sum(told, Output ?? 0)) : 0;
            var cacheIsBeside = beyond > 0 && beyond != Reasoning && beyond == TokenUsage.Sum(CacheRead ?? 0, CacheWrite ?? 0);
            var output = beyond == 0 || cacheIsBeside ? Output : TokenUsage.Sum(Output ?? 0, beyond);

            into.Output = TokenUsage.Later(into.Output, output);
            into.CacheRead = TokenUsage.Later(into.CacheRead, CacheRead);
            into.CacheWrite = TokenUsage.Later(into.CacheWrite, CacheWrite);
            into.Prompt = TokenUsage.Later(into.Prompt, Prompt);
            if (into.Prompt is not { } prompt)
                return;
            var inside = promptMayHoldCache && !cacheIsBeside ? TokenUsage.Sum(into.CacheRead ?? 0, into.CacheWrite ?? 0) : 0;
            into.Input = Math.Max(0, prompt - inside);
        }
    }
}
