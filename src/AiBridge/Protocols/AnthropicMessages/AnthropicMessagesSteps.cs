using AiBridge.Protocols.Json;

namespace AiBridge.Protocols.AnthropicMessages;

/// <summary>
/// <c>usage.iterations</c>: what each step of an answer has cost. The totals hold the answering model's own messages; compaction
/// and the steps of other models (an advisor, a model that declined before a fallback) they leave out, so those are kept by
/// step type. Of several messages of the answering model the totals may hold the first one's input alone: what is missing is
/// kept as <c>message</c>, so that columns and steps together are what was used, and nothing is counted twice.
/// </summary>
internal sealed class AnthropicMessagesSteps(ResponseFacts facts)
{
    private const string Message = "message";
    private const string Fallback = "fallback_message";

    private static readonly UsageReader Usage = new(UsageColumns.Anthropic);
    private readonly List<string> _missing = [];
    private TokenUsage? _own;

    /// <summary>Reads a usage object's steps; the list is cumulative, as all usage is.</summary>
    public void Read(JsonValue iterations)
    {
        if (iterations.IsArray)
            ReadSteps(iterations);
        KeepMissing();
    }

    private void ReadSteps(JsonValue iterations)
    {
        var others = new SortedDictionary<string, StepSum>(StringComparer.Ordinal);
        var own = new TokenUsage();
        FindAnswering(iterations);
        var isAny = false;
        foreach (var step in iterations.Elements())
        {
            step.Get("type"u8, out var type, "model"u8, out var model);
            if (type.AsWord() is not { } name)
                continue;
            isAny = true;
            Add(name, model.AsWord(), step, own, others);
        }

        if (isAny)
            _own = own;
        foreach (var sum in others.Values)
        {
            foreach (var (name, count) in Counts(sum.Usage))
                facts.Usage.Keep($"{sum.Lead}_{name}{sum.Model}", count);
        }
    }

    /// <summary>A fallback's model answers in the place of the one that the stream began with.</summary>
    private void FindAnswering(JsonValue iterations)
    {
        foreach (var step in iterations.Elements())
        {
            step.Get("type"u8, out var type, "model"u8, out var model);
            if (type.AsWord() == Fallback)
                facts.Model.Read(model);
        }
    }

    private void Add(string type, string? model, JsonValue step, TokenUsage own, SortedDictionary<string, StepSum> others)
    {
        var counts = new TokenUsage();
        Usage.Read(step["usage"u8].IsObject ? step["usage"u8] : step, counts);
        var isOther = model is not null && type != Fallback && !IsAnswering(model);
        if (type is Message or Fallback && !isOther)
        {
            AddUp(own, counts);
            return;
        }

        var suffix = isOther ? UsageNames.OfModel(model!) : "";
        var lead = UsageNames.OfStep(type);
        // More could not be kept.
        if (!others.TryGetValue(lead + suffix, out var sum) && others.Count < TokenUsage.MaxExtra)
            others[lead + suffix] = sum = new StepSum(lead, suffix, new TokenUsage());
        if (sum is not null)
            AddUp(sum.Usage, counts);
    }

    /// <summary>A model is told by its alias here and by its dated name there, with a vendor before it or without.</summary>
    private bool IsAnswering(string model)
    {
        var (one, other) = (Bare(model), Bare(facts.Model.Text ?? model));
        if (one.Length > other.Length)
            (one, other) = (other, one);
        return other.StartsWith(one, StringComparison.OrdinalIgnoreCase) && IsDate(other.AsSpan(one.Length));
    }

    private static string Bare(string model) => model[(model.LastIndexOf('/') + 1)..];

    private static bool IsDate(ReadOnlySpan<char> rest) =>
        rest.IsEmpty || (rest.Length == 9 && rest[0] is '-' or '@' && !rest[1..].ContainsAnyExceptInRange('0', '9'));

    /// <summary>What the answering model's messages have used beyond the totals.</summary>
    private void KeepMissing()
    {
        foreach (var name in _missing)
            facts.Usage.Extra.Remove(name);
        _missing.Clear();
        if (_own is not { } own)
            return;
        Missing("input", own.Input, facts.Usage.Input);
        Missing("output", own.Output, facts.Usage.Output);
        Missing("cache_read_input", own.CacheRead, facts.Usage.CacheRead);
        Missing("cache_write_input", own.CacheWrite, facts.Usage.CacheWrite);
    }

    private void Missing(string name, long? used, long? told)
    {
        if (used - told is not ({ } beyond and > 0))
            return;
        _missing.Add($"{Message}_{name}");
        facts.Usage.Keep(_missing[^1], beyond);
    }

    private static void AddUp(TokenUsage sum, TokenUsage counts)
    {
        sum.Input = TokenUsage.Sum(sum.Input ?? 0, counts.Input ?? 0);
        sum.Output = TokenUsage.Sum(sum.Output ?? 0, counts.Output ?? 0);
        sum.CacheRead = TokenUsage.Sum(sum.CacheRead ?? 0, counts.CacheRead ?? 0);
        sum.CacheWrite = TokenUsage.Sum(sum.CacheWrite ?? 0, counts.CacheWrite ?? 0);
        foreach (var (name, count) in counts.Extra)
            sum.Keep(name, TokenUsage.Sum(sum.Extra.GetValueOrDefault(name), count));
    }

    private static IEnumerable<(string Name, long Count)> Counts(TokenUsage usage)
    {
        IEnumerable<(string, long?)> columns =
            [("input", usage.Input), ("output", usage.Output), ("cache_read_input", usage.CacheRead), ("cache_write_input", usage.CacheWrite)];
        return columns.Concat(usage.Extra.Select(extra => (extra.Key, (long?)extra.Value)))
            .Where(count => count.Item2 > 0)
            .Select(count => (count.Item1, count.Item2!.Value));
    }

    /// <summary>The steps of one type and model.</summary>
    private sealed record StepSum(string Lead, string Model, TokenUsage Usage);
}
