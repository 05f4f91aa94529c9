namespace AiBridge.Protocols;

/// <summary>
/// What one client puts around a person's words, as data; the rows are in <see cref="ScaffoldingTable"/>, <see cref="PromptWords"/>
/// reads them. A mark counts where a client puts it, at the beginning or the end of a text; what a person quotes in the middle stays.
/// </summary>
internal sealed record PromptScaffolding
{
    /// <summary>Tags whose blocks are the client's, inside and all. A name that ends in <c>-</c> or <c>_</c> stands for every name that begins so.</summary>
    public string[] Blocks { get; init; } = [];

    /// <summary>The same between lines that are no tags.</summary>
    public (string Begin, string End)[] Sections { get; init; } = [];

    /// <summary>The same over several texts: from the one that begins so to the one that holds the end.</summary>
    public (string Begin, string End)[] Spans { get; init; } = [];

    /// <summary>A line that begins so is the client's, when a text begins with it.</summary>
    public string[] Lines { get; init; } = [];

    /// <summary>A text that begins so is the client's as a whole, but for wrapped words in it.</summary>
    public string[] Notices { get; init; } = [];

    /// <summary>A text that begins so has the words behind a mark.</summary>
    public (string Begin, string Words)[] Leads { get; init; } = [];

    /// <summary>Tags around the person's words.</summary>
    public string[] Wrappers { get; init; } = [];

    /// <summary>Where words are wrapped, all else in the message is the client's.</summary>
    public bool OnlyWrapped { get; init; }

    /// <summary>How the first line of a tool's result that comes as text begins and ends: in such a message only wrapped words are the person's.</summary>
    public (string Begin, string End)? Result { get; init; }

    /// <summary>One pair of quotes stands around the whole prompt.</summary>
    public bool Quoted { get; init; }

    /// <summary>These marks and those of another row.</summary>
    public PromptScaffolding With(PromptScaffolding other) => new()
    {
        Blocks = [.. Blocks, .. other.Blocks],
        Sections = [.. Sections, .. other.Sections],
        Spans = [.. Spans, .. other.Spans],
        Lines = [.. Lines, .. other.Lines],
        Notices = [.. Notices, .. other.Notices],
        Leads = [.. Leads, .. other.Leads],
        Wrappers = [.. Wrappers, .. other.Wrappers],
        OnlyWrapped = OnlyWrapped || other.OnlyWrapped,
        Result = Result ?? other.Result,
        Quoted = Quoted || other.Quoted,
    };
}
