using AiBridge.Management.Access;
using AiBridge.Projects;
using AiBridge.Projects.Audit;

namespace AiBridge.Management.Audit;

/// <summary>Begins a write's entry in the audit log before anything can refuse it, so that a request without a good token, or with a body that is none, is in the log, too.</summary>
internal sealed class AuditFilter(AuditLog audit, TimeProvider clock)
{
    public async ValueTask<object?> InvokeAsync(Operation operation, EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        // Operations of groups that name none are called as their endpoints are.
        if (operation.Name.Length == 0)
            operation = operation with { Name = http.GetEndpoint()!.Metadata.GetRequiredMetadata<IEndpointNameMetadata>().EndpointName };
        var origin = new CallOrigin(http.TraceIdentifier, http.Connection.RemoteIpAddress?.ToString());
        var entry = new AuditEntry(operation, origin, PathOf(http.Request.Path), clock);
        http.Features.Set(entry);
        return await audit.WatchAsync(entry, async () => await next(context));
    }

    private static string PathOf(PathString path) => path.StartsWithSegments("/api/v1", out var rest) ? rest.Value! : "";
}

/// <summary>On endpoints whose calls are audited.</summary>
internal sealed class AuditedMark
{
    public static AuditedMark Instance { get; } = new();
}

internal static class AuditEndpoints
{
    /// <summary>Marks a write: needs the operation's permission and is audited as it. To be named before anything else that can refuse.</summary>
    public static RouteHandlerBuilder Writes(this RouteHandlerBuilder endpoint, Operation operation) => endpoint
        .AddEndpointFilter((context, next) =>
            context.HttpContext.RequestServices.GetRequiredService<AuditFilter>().InvokeAsync(operation, context, next))
        .WithMetadata(AuditedMark.Instance)
        .RequirePermission(operation)
        .WithName(operation.Name);

    /// <summary>For the changes that do not go through <see cref="AiBridge.Projects.Changes.ChangeExecutor"/> yet.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="permission"><c>service:Action</c>.</param>
    /// <param name="serverScope">Only tokens of the server may.</param>
    public static RouteHandlerBuilder Writes(this RouteHandlerBuilder endpoint, string permission, bool serverScope = false)
    {
        var operation = new Operation("", permission, serverScope);
        return endpoint
            .AddEndpointFilter((context, next) =>
                context.HttpContext.RequestServices.GetRequiredService<AuditFilter>().InvokeAsync(operation, context, next))
            .WithMetadata(AuditedMark.Instance)
            .RequirePermission(operation)
            .AddEndpointFilter((context, next) =>
                context.HttpContext.RequestServices.GetRequiredService<UnconditionalWrites>().InvokeAsync(context, next));
    }
}
