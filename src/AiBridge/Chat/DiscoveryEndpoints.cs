using System.Text.Encodings.Web;
using AiBridge.Configuration;
using AiBridge.Contracts.Ai;
using AiBridge.Management.Access;
using AiBridge.Projects;
using AiBridge.Providers;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiBridge.Chat;

internal static class DiscoveryEndpoints
{
    public static void MapDiscovery(this RouteGroupBuilder api) => api.MapGet("", Get).Reads(ChatOperations.Discover)
        .WithTags("AI").WithSummary("What there is to call")
        .WithDescription("Every endpoint of the API with the permission it asks for, and the address to give to a client for each provider that the caller can reach.");

    private static Ok<DiscoveryDto> Get(EndpointDataSource endpoints, ProviderRegistry providers, HttpContext context)
    {
        var server = UriHelper.BuildAbsolute(context.Request.Scheme, context.Request.Host, context.Request.PathBase).TrimEnd('/');
        return TypedResults.Ok(new DiscoveryDto
        {
            Name = "AiBridge",
            Version = ProductVersion.Text,
            Endpoints = [.. Endpoints(endpoints, server).OrderBy(endpoint => endpoint.Path, StringComparer.Ordinal).ThenBy(endpoint => endpoint.Method, StringComparer.Ordinal)],
            BaseUrls = providers.Current.ReachableBy(context.Caller().ProjectId)
                .Where(provider => provider is { Enabled: true, Type.Routable: true })
                .OrderBy(provider => provider.Name, StringComparer.Ordinal)
                .ToDictionary(provider => provider.Name, provider => $"{server}/{provider.Name}{provider.Type.ClientBase}"),
        });
    }

    /// <summary>Made of what is mapped, as the API document is: each is described there, at its place (RFC 6901).</summary>
    private static IEnumerable<EndpointDto> Endpoints(EndpointDataSource endpoints, string server) =>
        from endpoint in endpoints.Endpoints.OfType<RouteEndpoint>()
        let operation = endpoint.Metadata.GetMetadata<Operation>()
        where operation is not null && endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is not { ExcludeFromDescription: true }
        let path = "/" + endpoint.RoutePattern.RawText!.Trim('/')
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
        select new EndpointDto(method, path, operation.Permission.Length > 0 ? operation.Permission : null, $"{server}/openapi/v1.json#/paths/{Pointer(path)}/{method.ToLowerInvariant()}");

    private static string Pointer(string path) => UrlEncoder.Default.Encode(path.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
}
