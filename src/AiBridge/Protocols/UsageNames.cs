namespace AiBridge.Protocols;

/// <summary>
/// The names under which counts that have no column of their own are kept. The provider's name without <c>_tokens</c>; a count
/// inside a details object is led by what it details: <c>completion_tokens_details.reasoning_tokens</c> is
/// <c>output_reasoning</c>, <c>prompt_tokens_details.audio_tokens</c> is <c>input_audio</c>,
/// <c>cache_creation.ephemeral_5m_input_tokens</c> is <c>cache_ephemeral_5m_input</c>, and
/// <c>server_tool_use.web_search_requests</c> keeps its name. Unknown ones follow the same rule:
/// <c>foo_details.bar_tokens</c> is <c>foo_bar</c>. Steps that the totals leave out are led by their type:
/// <c>compaction_input</c>; those of another model end in its name: <c>advisor_message_input@claude-opus-5</c>.
/// </summary>
internal static class UsageNames
{
    private const string Tokens = "_tokens";
    private const string Details = "_details";
    private const int MaxLength = 80;

    /// <summary>What a container's counts are led by, where its name alone does not tell.</summary>
    private static readonly Dictionary<string, string> Leads = new(StringComparer.Ordinal)
    {
        ["prompt"] = "input",
        ["completion"] = "output",
        ["cache_creation"] = "cache",
        ["server_tool_use"] = "",
        ["server_side_tool_usage"] = "",
    };

    public static string Of(string name) => name == UsageColumns.Reasoning ? "output_reasoning" : Bounded(Without(name, Tokens));

    public static string Of(string container, string name)
    {
        var lead = Without(Without(container, Details), Tokens);
        lead = Leads.GetValueOrDefault(lead, lead);
        return lead.Length == 0 ? Of(name) : Bounded($"{lead}_{Without(name, Tokens)}");
    }

    /// <summary>What the counts of a step are led by.</summary>
    public static string OfStep(string type) =>
        CutText.To(string.Concat(type.ToLowerInvariant().Select(one => char.IsAsciiLetterOrDigit(one) ? one : '_')), MaxLength / 2);

    /// <summary>What the counts of another model's step end in.</summary>
    public static string OfModel(string model) =>
        "@" + CutText.To(string.Concat(model.Select(one => char.IsAsciiLetterOrDigit(one) || "-._:/".Contains(one) ? one : '_')), MaxLength);

    private static string Without(string name, string ending) =>
        name.Length > ending.Length && name.EndsWith(ending, StringComparison.Ordinal) ? name[..^ending.Length] : name;

    private static string Bounded(string name) => CutText.To(name, MaxLength);
}
