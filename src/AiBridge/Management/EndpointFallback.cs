using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing.Template;

namespace AiBridge.Management;

/// <summary>The answer where no endpoint is: 405 with the methods there are where only the method is wrong (RFC 9110, section 15.5.6), else 404.</summary>
internal sealed class EndpointFallback(EndpointDataSource endpoints)
{
    private readonly Lazy<(TemplateMatcher Path, IReadOnlyList<string> Methods)[]> _known = new(() =>
    [
        .. from endpoint in endpoints.Endpoints.OfType<RouteEndpoint>()
           let methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods
           let path = endpoint.RoutePattern.RawText ?? ""
           where methods is { Count: > 0 } && (path == "/v1" || path.StartsWith("/v1/", StringComparison.Ordinal) || path.StartsWith("/api/", StringComparison.Ordinal))
           select (new TemplateMatcher(TemplateParser.Parse(path.TrimStart('/')), []), methods),
    ]);

    public ProblemHttpResult Answer(HttpContext context)
    {
        var request = context.Request;
        string[] allowed = [.. _known.Value.Where(known => known.Path.TryMatch(request.Path, [])).SelectMany(known => known.Methods).Distinct().Order(StringComparer.Ordinal)];
        // With a method that is there it was the path that did not fit after all.
        if (allowed.Length == 0 || allowed.Contains(request.Method))
            return Problems.EndpointFallback(request.Method, request.Path);
        context.Response.Headers.Allow = string.Join(", ", allowed);
        return Problems.MethodNotAllowed(request.Method, request.Path, allowed);
    }
}
