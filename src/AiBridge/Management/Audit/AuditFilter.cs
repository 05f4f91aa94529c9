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
        var origin = new CallOrigin(http.TraceIdentifier, http.Connection.RemoteIpAddress?.ToString());
        var entry = new AuditEntry(operation, origin, PathOf(http.Request.Path), clock);
        http.Features.Set(entry);
        return await audit.WatchAsync(entry, async () => await next(context));
    }

    private static string PathOf(PathString path) => path.StartsWithSegments("/api/v1", out var rest) || path.StartsWithSegments("/v1", out rest) ? rest.Value! : "";
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

    /// <summary>The entry of the write in hand; only on endpoints that are marked so.</summary>
    public static AuditEntry Audit(this HttpContext context) =>
        context.Features.Get<AuditEntry>() ?? throw new InvalidOperationException("This endpoint is not audited.");
}
