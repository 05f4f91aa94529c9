using AiBridge.Management.Access;
using AiBridge.Projects;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Management.Audit;

/// <summary>Sees to it that every write is in the audit log, also one that was refused or failed.</summary>
internal sealed partial class AuditFilter(
    IDbContextFactory<BridgeDb> contexts, AuditBacklog backlog, AnonymousWrites anonymous, TimeProvider clock, ILogger<AuditFilter> logger)
{
    private readonly TimeOrderedId _ids = new();

    public async ValueTask<object?> InvokeAsync(string action, EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var entry = new AuditEntry(http, action, _ids, clock);
        http.Features.Set(entry);
        try
        {
            var answer = await next(context);
            if (!entry.Saved)
                await WriteAsync(entry, AuditRow.Succeeded, (answer as IStatusCodeHttpResult)?.StatusCode ?? StatusCodes.Status200OK, null);
            return answer;
        }
        catch (RefusedException) when (IsAnonymous(http) && !anonymous.MayWrite())
        {
            throw;
        }
        catch (RefusedException refusal)
        {
            await WriteAsync(entry, AuditRow.Refused, refusal.Status, refusal.Code);
            throw;
        }
        catch when (entry.Saved)
        {
            // The change stands, and so does its entry.
            throw;
        }
        catch (Exception failure) when (StoreFailures.IsUnavailable(failure))
        {
            // The request has waited for the store already.
            backlog.Add(entry.Row(AuditRow.Failed, StatusCodes.Status503ServiceUnavailable, StoreFailures.Code));
            throw;
        }
        catch
        {
            await WriteAsync(entry, AuditRow.Failed, StatusCodes.Status500InternalServerError, "internal_error");
            throw;
        }
    }

    // Where no token is asked for, anybody at this machine counts as nobody, the pages in their browser above all.
    private static bool IsAnonymous(HttpContext http) => http.Features.Get<BridgeToken>() is not { } token || ReferenceEquals(token, AnonymousAccess.Anyone);

    private async Task WriteAsync(AuditEntry entry, string result, int status, string? code)
    {
        var row = entry.Row(result, status, code);
        try
        {
            if (backlog.IsBehind)
            {
                backlog.Add(row);
                return;
            }

            await using var db = await contexts.CreateDbContextAsync();
            db.AuditEntries.Add(row);
            await db.SaveChangesAsync();
        }
        catch (Exception failure) when (StoreFailures.IsUnavailable(failure))
        {
            backlog.Add(row);
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

/// <summary>On endpoints whose calls are audited.</summary>
internal sealed class AuditedMark
{
    public static AuditedMark Instance { get; } = new();
}

internal static class AuditEndpoints
{
    /// <summary>Marks a write: needs the permission and is audited with it as the action. To be named before anything else that can refuse.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="permission"><c>service:Action</c>.</param>
    /// <param name="serverScope">Only tokens of the server may.</param>
    public static RouteHandlerBuilder Writes(this RouteHandlerBuilder endpoint, string permission, bool serverScope = false) => endpoint
        .AddEndpointFilter((context, next) =>
            context.HttpContext.RequestServices.GetRequiredService<AuditFilter>().InvokeAsync(permission, context, next))
        .WithMetadata(AuditedMark.Instance)
        .RequirePermission(permission, serverScope)
        .AddEndpointFilter((context, next) =>
            context.HttpContext.RequestServices.GetRequiredService<UnconditionalWrites>().InvokeAsync(context, next));
}
