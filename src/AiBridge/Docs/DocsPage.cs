using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace AiBridge.Docs;

/// <summary>What all pages have around their text.</summary>
/// <param name="groups">The lists of pages, by what stands over them.</param>
internal sealed class DocsPage(IReadOnlyList<(string Heading, IReadOnlyList<(string Address, string Title)> Pages)> groups)
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public static string Encode(string text) => Encoder.Encode(text);

    /// <param name="guide">What stands on it.</param>
    /// <param name="address">Its own, among those of the lists.</param>
    /// <param name="root">The way from the page to the folder of all pages; empty where it lies in it.</param>
    public byte[] Render(Guide guide, string address, string root = "") => Encoding.UTF8.GetBytes(
        $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{Encode(guide.Title)} – AiBridge</title>
        <link rel="icon" href="{root}assets/icon.svg" type="image/svg+xml">
        <link rel="stylesheet" href="{root}assets/docs.css">
        <script src="{root}assets/docs.js" defer></script>
        </head>
        <body>
        <a class="skip" href="#content">Skip to the text</a>
        <header><a href="{root}./">AiBridge documentation</a></header>
        <div class="page">
        <nav aria-label="Pages"><details open><summary>All pages</summary><div>
        {Navigation(guide, address, root)}</div></details></nav>
        <main id="content" tabindex="-1">
        {guide.Html}</main>
        </div>
        </body>
        </html>
        """);

    private string Navigation(Guide guide, string address, string root)
    {
        var html = new StringBuilder();
        foreach (var (heading, pages) in groups)
        {
            html.Append($"<h2>{Encode(heading)}</h2>\n<ul>\n");
            foreach (var page in pages)
            {
                var isHere = page.Address == address;
                html.Append($"""<li><a href="{root}{page.Address}"{(isHere ? " aria-current=\"page\"" : "")}>{Encode(page.Title)}</a>""");
                if (isHere && guide.Sections.Count > 0)
                    html.Append($"<ul>{string.Concat(guide.Sections.Select(section => $"""<li><a href="#{section.Anchor}">{Encode(section.Title)}</a></li>"""))}</ul>");
                html.Append("</li>\n");
            }

            html.Append("</ul>\n");
        }

        return html.ToString();
    }
}
