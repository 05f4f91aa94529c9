using System.Threading.Channels;
using AiBridge.Storage.Rows;
using AiBridge.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Storage;

/// <summary>Entries of the audit log that nobody waits for: what was refused or failed while the store was away, and what happened without a request. Written in order when the store takes them.</summary>
internal sealed partial class AuditBacklog(IDbContextFactory<BridgeDb> contexts, TimeProvider clock, ILogger<AuditBacklog> logger) : LastingService(clock, logger)
{
    public const int MostRows = 1000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Channel<AuditRow> _rows = Channel.CreateBounded<AuditRow>(new BoundedChannelOptions(MostRows) { SingleReader = true });

    /// <summary>Whether entries wait: another one comes after them.</summary>
    public bool IsBehind => _rows.Reader.Count > 0;

    /// <summary>Never waits; an entry that finds no room is told to the log.</summary>
    public void Add(AuditRow row)
    {
        if (!_rows.Writer.TryWrite(row))
            Log.Lost(logger, row.Operation, row.Resource, row.Result);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        while (_rows.Reader.TryRead(out var row))
        {
            if (!await TryWriteAsync(row, cancellationToken))
                Log.Lost(logger, row.Operation, row.Resource, row.Result);
        }
    }

    protected override async Task RunAsync(CancellationToken stopping)
    {
        while (await _rows.Reader.WaitToReadAsync(stopping))
        {
            // It stays the first until it is written: the end may come in between.
            while (_rows.Reader.TryPeek(out var row))
            {
                if (await TryWriteAsync(row, stopping))
                    _rows.Reader.TryRead(out _);
                else
                    await Task.Delay(Pause, Clock, stopping);
            }
        }
    }

    /// <summary>False: the store is away.</summary>
    private async Task<bool> TryWriteAsync(AuditRow row, CancellationToken cancellation)
    {
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellation);
            db.AuditEntries.Add(row);
            await db.SaveChangesAsync(cancellation);
            return true;
        }
        catch (Exception failure) when (StoreFailures.IsUnavailable(failure))
        {
            return false;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Log.NotWritten(logger, failure, row.Operation, row.Resource, row.Result);
            return true;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1340, LogLevel.Error, "The audit entry of {Operation} {Resource} ({Result}) is lost: the store was away for too long")]
        public static partial void Lost(ILogger logger, string? operation, string resource, string result);

        [LoggerMessage(1341, LogLevel.Error, "The audit entry of {Operation} {Resource} ({Result}) could not be written")]
        public static partial void NotWritten(ILogger logger, Exception failure, string? operation, string resource, string result);
    }
}
