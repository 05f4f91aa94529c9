using AiBridge.Exchanges;
using AiBridge.Projects;
using AiBridge.Storage;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Records;

/// <summary>
/// How every query of records begins: the caller may ask, and what was recorded before the question is stored, so that whoever has the end of an
/// answer finds its interception. Not before the permission is known, or anybody could make the writer hurry.
/// </summary>
internal sealed class RecordReading(IDbContextFactory<BridgeDb> contexts, ReadBarrier barrier)
{
    /// <exception cref="RefusedException">403.</exception>
    public async Task<BridgeDb> BeginAsync(Caller caller, Operation operation, CancellationToken cancellation)
    {
        caller.Demand(operation);
        await barrier.PassAsync(cancellation);
        return await contexts.CreateDbContextAsync(cancellation);
    }
}
