using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Projects.Audit;

/// <summary>Sees to it that every write is in the audit log once, also one that was refused or failed.</summary>
internal sealed partial class AuditLog(
    IDbContextFactory<BridgeDb> contexts, AuditBacklog backlog, RefusedWrites refusals, WriteGate gate, ILogger<AuditLog> logger)
{
    /// <summary>
    /// Does the work and writes the entry, unless something within has: a change of the store saves its own with itself, in one
    /// transaction. Works may lie in one another; the innermost that knows how it ended writes.
    /// </summary>
    public async Task<T> WatchAsync<T>(AuditEntry entry, Func<Task<T>> work)
    {
        try
        {
            var result = await work();
            if (!entry.Origin.IsAudited)
                await WriteAsync(entry, AuditRow.Succeeded, entry.Operation.Status, null);
            return result;
        }
        catch when (entry.Origin.IsAudited)
        {
            // What was changed stands, and so does its entry.
            throw;
        }
        catch (RefusedException refusal)
        {
            entry.Origin.IsAudited = true;
            if (refusals.MayWrite(IsAnonymous(entry) ? null : entry.Caller!.Token.Id))
                await WriteAsync(entry, AuditRow.Refused, refusal.Status, refusal.Code);
            throw;
        }
        catch (Exception failure) when (StoreFailures.IsUnavailable(failure))
        {
            entry.Origin.IsAudited = true;
            // The caller has waited for the store already.
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
    private static bool IsAnonymous(AuditEntry entry) => entry.Caller is not { } caller || ReferenceEquals(caller.Token, AnonymousAccess.Anyone);

    private async Task WriteAsync(AuditEntry entry, string result, int status, string? code)
    {
        entry.Origin.IsAudited = true;
        var row = entry.Row(result, status, code);
        try
        {
            if (backlog.IsBehind)
            {
                backlog.Add(row);
                return;
            }

            using var place = await gate.EnterAsync(CancellationToken.None);
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
