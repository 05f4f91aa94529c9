using System.Collections.Frozen;

namespace AiBridge.Docs;

/// <summary>The guides of the repository as pages. All are made when somebody first asks for one.</summary>
internal sealed class DocsSite
{
    public const string Root = "/docs";

    private const string Sources = "script-src 'self'; style-src 'self'; img-src 'self'";
    private const string Html = "text/html; charset=utf-8";
    private const string Folder = "docs/";

    /// <summary>Lists the other pages, in their order.</summary>
    private const string Index = Folder + "index.md";

    private readonly Lazy<DocsPage> _page;
    private readonly Lazy<FrozenDictionary<string, DocsFile>> _files;

    public DocsSite()
    {
        _page = new(() => new DocsPage([.. from list in Guide.Lists(DocsFile.Read(Index)) select (list.Heading, Pages(list.Links)), ("API", [("api/", "API reference")])]));
        _files = new(Render);
    }

    /// <summary>The page of an address, a part of it, or the page that says that there is none.</summary>
    public IResult Answer(HttpContext context)
    {
        DocsHeaders.Set(context.Response, Sources);
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            return TypedResults.StatusCode(StatusCodes.Status405MethodNotAllowed);
        }

        var path = context.Request.Path.Value![Root.Length..];
        if (path.Length == 0)
            return TypedResults.Redirect("docs/");
        var name = path[1..];
        if (_files.Value.TryGetValue(name, out var file))
            return file.Answer();
        // A link of a page counts from the folder, so a page lies in it.
        return _files.Value.ContainsKey(name.TrimEnd('/')) ? TypedResults.Redirect("../" + name.TrimEnd('/')) : Missing(context, name);
    }

    private IResult Missing(HttpContext context, string name)
    {
        var root = string.Concat(Enumerable.Repeat("../", name.Count(c => c == '/')));
        var text = new Guide("There is no such page", [], $"<h1>There is no such page</h1>\n<p>All there are stand in the <a href=\"{root}./\">list of pages</a>.</p>\n");
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return new DocsFile(_page.Value.Render(text, name, root), Html).Answer();
    }

    private FrozenDictionary<string, DocsFile> Render()
    {
        var files = new Dictionary<string, DocsFile>
        {
            ["assets/docs.css"] = DocsFile.Asset("docs.css", "text/css; charset=utf-8"),
            ["assets/docs.js"] = DocsFile.Asset("docs.js", "text/javascript; charset=utf-8"),
            ["assets/icon.svg"] = DocsFile.Asset("icon.svg", "image/svg+xml"),
        };
        var paths = Guide.Lists(DocsFile.Read(Index)).SelectMany(list => list.Links).Select(link => Guide.Resolve(Index, link.Target)).Prepend(Index);
        foreach (var path in paths)
        {
            var address = Address(path)!;
            files.Add(address == "./" ? "" : address, new DocsFile(_page.Value.Render(Guide.Render(path, DocsFile.Read(path), Address), address), Html));
        }

        return files.ToFrozenDictionary();
    }

    private static IReadOnlyList<(string Address, string Title)> Pages(IReadOnlyList<(string Target, string Text)> links) =>
        [.. links.Select(link => (Address(Guide.Resolve(Index, link.Target))!, link.Text))];

    /// <summary>From any page; null where the file is none.</summary>
    private static string? Address(string path) =>
        !DocsFile.Exists(path) ? null : path == Index ? "./" : Path.GetFileNameWithoutExtension(path).ToLowerInvariant();
}
