using System.Security.Cryptography;
using Scalar.AspNetCore;

namespace AiBridge.Docs;

/// <summary>The API's document as a page by Scalar, whose script comes from here, too.</summary>
internal static class ApiReference
{
    private const string Nonce = "docs.nonce";

    private static readonly Lazy<string> Css = new(() => DocsFile.Read("assets/api.css"));

    /// <summary>Scalar sets styles by itself; what it calls is the bridge alone.</summary>
    private static string Sources(string nonce) =>
        $"script-src 'nonce-{nonce}'; style-src 'unsafe-inline'; img-src 'self' data:; font-src data:; connect-src 'self'";

    public static void MapApiReference(this IEndpointRouteBuilder endpoints)
    {
        var reference = endpoints.MapGroup("").WithMetadata(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]));
        reference.AddEndpointFilter(static (context, next) => GuardAsync(context.HttpContext, () => next(context)));
        reference.MapScalarApiReference(DocsSite.Root + "/api", Configure);
    }

    private static ValueTask<object?> GuardAsync(HttpContext context, Func<ValueTask<object?>> next)
    {
        // There is one document; Scalar would look for one of any name.
        if (context.GetRouteValue("documentName") is not null)
            return ValueTask.FromResult<object?>(context.RequestServices.GetRequiredService<DocsSite>().Answer(context));
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        context.Items[Nonce] = nonce;
        DocsHeaders.Set(context.Response, Sources(nonce));
        return next();
    }

    private static void Configure(ScalarOptions options, HttpContext context)
    {
        options.Title = "API reference – AiBridge";
        options.Nonce = (string?)context.Items[Nonce];
        options.OpenApiRoutePattern = "openapi/{documentName}.json";
        // As the page was reached, whatever stands in front of the bridge.
        options.Servers = [new ScalarServer(context.Request.PathBase.HasValue ? context.Request.PathBase.Value : "/", "This bridge")];
        options.DefaultFonts = false;
        options.AddPreferredSecuritySchemes("bearer");
        options.Telemetry = false;
        options.PersistentAuthentication = false;
        options.ShowDeveloperTools = DeveloperToolsVisibility.Never;
        options.DisableAgent();
        options.DisableMcp();
        options.HideClientButton = true;
        // The library's page names no language.
        options.HeadContent = $"""<link rel="icon" href="favicon.svg" type="image/svg+xml"><script nonce="{options.Nonce}">document.documentElement.lang = 'en';</script>""";
        options.CustomCss = Css.Value;
        options.HeaderContent = """<nav aria-label="Documentation"><a href="../">All pages of the documentation</a></nav>""";
    }
}
