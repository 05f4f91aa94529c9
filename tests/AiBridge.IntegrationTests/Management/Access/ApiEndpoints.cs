using AiBridge.IntegrationTests.Hosting;
using AiBridge.Management.Audit;
using AiBridge.Projects;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.Management.Access;

/// <summary>An endpoint of the management API as it is mapped.</summary>
internal sealed record ApiEndpoint(string Method, string Path, Operation? Required, bool Audited)
{
    /// <summary>Its answer has no end.</summary>
    public bool IsEndless => Path.EndsWith("/live", StringComparison.Ordinal);

    public override string ToString() => $"{Method} {Path}";

    /// <summary>All of them, so that a new one is held to the same rules by itself.</summary>
    public static IReadOnlyList<ApiEndpoint> Of(Bridge bridge) => Of(bridge.Services.GetRequiredService<EndpointDataSource>());

    public static IReadOnlyList<ApiEndpoint> Of(EndpointDataSource source) =>
    [
        .. from endpoint in source.Endpoints.OfType<RouteEndpoint>()
           let path = endpoint.RoutePattern.RawText!.TrimEnd('/')
           where path == "/v1" || path.StartsWith("/v1/", StringComparison.Ordinal) || path.StartsWith("/api/v1/", StringComparison.Ordinal)
           where endpoint.Metadata.GetMetadata<Operation>() is not null || !path.Contains("{**", StringComparison.Ordinal)
           from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["(any)"]
           select new ApiEndpoint(method, path, endpoint.Metadata.GetMetadata<Operation>(), endpoint.Metadata.GetMetadata<AuditedMark>() is not null),
    ];
}
