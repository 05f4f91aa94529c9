using System.Text;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Extensions.Tables;
using Markdig.Helpers;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace AiBridge.Docs;

/// <summary>A Markdown file of the repository as a part of a page.</summary>
/// <param name="Title">Its first heading.</param>
/// <param name="Sections">Its headings of the second level, with their anchors.</param>
/// <param name="Html">Its text.</param>
internal sealed record Guide(string Title, IReadOnlyList<(string Anchor, string Title)> Sections, string Html)
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseAutoIdentifiers(AutoIdentifierOptions.GitHub).Build();

    /// <param name="path">In the repository: links count from there.</param>
    /// <param name="text">What stands in it.</param>
    /// <param name="page">The page's address for the path of a file; null for a file that is no page.</param>
    public static Guide Render(string path, string text, Func<string, string?> page)
    {
        var document = Markdown.Parse(text, Pipeline);
        var headings = document.Descendants<HeadingBlock>().Select(heading => (heading.Level, Anchor: heading.GetAttributes().Id!, Title: PlainText(heading.Inline!))).ToList();
        foreach (var heading in document.Descendants<HeadingBlock>().Where(heading => heading.Level > 1).ToList())
            AddAnchor(heading);
        foreach (var link in document.Descendants<LinkInline>().ToList())
            Redirect(link, path, page);
        foreach (var block in document.Descendants<Block>().ToList())
            Wrap(block);
        using var html = new StringWriter();
        var renderer = new HtmlRenderer(html);
        Pipeline.Setup(renderer);
        // What scrolls sideways is the frame of the sample; a keyboard has to reach it.
        renderer.ObjectRenderers.FindExact<CodeBlockRenderer>()!.OutputAttributesOnPre = true;
        renderer.Render(document);
        return new Guide(
            headings.FirstOrDefault(heading => heading.Level == 1).Title ?? path,
            [.. headings.Where(heading => heading.Level == 2).Select(heading => (heading.Anchor, heading.Title))],
            html.ToString());
    }

    /// <summary>The lists of a document by their headings: every link of them with its text.</summary>
    public static IEnumerable<(string Heading, IReadOnlyList<(string Target, string Text)> Links)> Lists(string text)
    {
        var heading = "";
        foreach (var block in Markdown.Parse(text, Pipeline))
        {
            if (block is HeadingBlock found)
                heading = PlainText(found.Inline!);
            else if (block is ListBlock list)
                yield return (heading, [.. list.Descendants<LinkInline>().Select(link => (link.Url!, PlainText(link)))]);
        }
    }

    /// <summary>The path in the repository that a link of a file names.</summary>
    public static string Resolve(string path, string target) => new Uri(new Uri("file:///" + path), target).AbsolutePath.TrimStart('/');

    private static void AddAnchor(HeadingBlock heading)
    {
        var name = DocsPage.Encode(PlainText(heading.Inline!));
        heading.Inline!.AppendChild(new HtmlInline($"""<a class="anchor" href="#{heading.GetAttributes().Id}" aria-label="Link to {name}">#</a>"""));
    }

    /// <summary>A page's file becomes the page; of a file that only the repository has, the words remain.</summary>
    private static void Redirect(LinkInline link, string path, Func<string, string?> page)
    {
        if (link.Url is not { Length: > 0 } target || target[0] == '#' || target.Contains(':', StringComparison.Ordinal))
            return;
        var (file, anchor) = target.Split('#') is [var before, var after] ? (before, "#" + after) : (target, "");
        if (page(Resolve(path, file)) is { } address)
            link.Url = address + anchor;
        else
            link.ReplaceBy(new ContainerInline(), copyChildren: true);
    }

    private static void Wrap(Block block)
    {
        if (block is FencedCodeBlock)
        {
            block.GetAttributes().AddProperty("tabindex", "0");
            Wrap(block, """<div class="sample">""");
        }
        else if (block is Table table)
        {
            AlignByClass(table);
            Wrap(block, """<div class="table" role="group" aria-label="Table" tabindex="0">""");
        }
    }

    /// <summary>A style attribute would need a weaker policy.</summary>
    private static void AlignByClass(Table table)
    {
        foreach (var row in table.OfType<TableRow>())
        {
            for (var i = 0; i < row.Count; i++)
            {
                if (table.ColumnDefinitions[i].Alignment == TableColumnAlign.Right)
                    row[i].GetAttributes().AddClass("number");
            }
        }

        table.ColumnDefinitions.ForEach(column => column.Alignment = null);
    }

    private static void Wrap(Block block, string opening)
    {
        var parent = block.Parent!;
        var at = parent.IndexOf(block);
        parent.Insert(at, Html(opening));
        parent.Insert(at + 2, Html("</div>"));

        static HtmlBlock Html(string html) => new(null) { Lines = new StringLineGroup(html) };
    }

    private static string PlainText(ContainerInline inline)
    {
        var text = new StringBuilder();
        foreach (var part in inline.Descendants())
            text.Append(part switch { LiteralInline literal => literal.Content.ToString(), CodeInline code => code.Content, _ => "" });
        return text.ToString();
    }
}
