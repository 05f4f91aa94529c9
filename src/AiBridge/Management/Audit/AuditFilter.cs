using AiBridge.Management.Access;
using AiBridge.Storage;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Management.Audit;

/// <summary>Sees to it that every write is in the audit log, also one that was refused or failed.</summary>
internal sealed partial class AuditFilter(IDbContextFactory<BridgeDb> contexts, TimeProvider clock, ILogger<AuditFilter> logger)
{
    public async ValueTask<object?> InvokeAsync(string action, string resource, EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var entry = new AuditEntry(http, action, resource, clock);
        http.Features.Set(entry);
        try
        {
            var answer = await next(context);
            if (!entry.Added)
                await WriteAsync(entry, "succeeded", (answer as IStatusCodeHttpResult)?.StatusCode ?? StatusCodes.Status200OK, null);
            return answer;
        }
        catch (RefusedException refusal)
        {
            await WriteAsync(entry, "refused", refusal.Status, refusal.Code);
            throw;
        }
        catch
        {
            await WriteAsync(entry, "failed", StatusCodes.Status500InternalServerError, "internal_error");
            throw;
        }
    }

    private async Task WriteAsync(AuditEntry entry, string result, int status, string? code)
    {
        try
        {
            await using var db = await contexts.CreateDbContextAsync();
            db.AuditEntries.Add(entry.Row(result, status, code));
            await db.SaveChangesAsync();
        }
        catch (Exception failure)
        {
            // The answer stands: what was refused stays refused.
            Log.NotWritten(logger, failure, entry.Resource, result);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1910, LogLevel.Error, "The audit entry of {Resource} ({Result}) could not be written")]
        public static partial void NotWritten(ILogger logger, Exception failure, string resource, string result);
    }
}

internal static class AuditEndpoints
{
    /// <summary>Marks a write: needs the permission and is audited with it as the action. To be named before anything else that can refuse.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="permission"><c>service:Action</c>.</param>
    /// <param name="resource">The resource's kind, which begins the audited resource: <c>providers</c>.</param>
    /// <param name="serverScope">Only tokens of the server may.</param>
    public static RouteHandlerBuilder Writes(this RouteHandlerBuilder endpoint, string permission, string resource, bool serverScope = false) => endpoint
        .AddEndpointFilter((context, next) =>
            context.HttpContext.RequestServices.GetRequiredService<AuditFilter>().InvokeAsync(permission, resource, context, next))
        .RequirePermission(permission, serverScope);
}
