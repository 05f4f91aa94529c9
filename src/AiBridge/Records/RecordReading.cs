using AiBridge.Exchanges;
using AiBridge.Projects;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Records;

/// <summary>
/// How every query of records begins: the caller may ask, and what was recorded before the question is stored, so that whoever has the end of an
/// answer finds its interception. Not before the permission is known, or anybody could make the writer hurry. And how it goes on: what is read has
/// room, which the request holds until its answer is written.
/// </summary>
internal sealed class RecordReading(IDbContextFactory<BridgeDb> contexts, ReadBarrier barrier, AnswerRoom room)
{
    /// <summary>What a row of a list takes, as it was read and as it is told; of the words in it each is 256 characters at most.</summary>
    public const int RowBytes = 4096;

    /// <exception cref="RefusedException">403.</exception>
    public async Task<BridgeDb> BeginAsync(Caller caller, Operation operation, CancellationToken cancellation)
    {
        caller.Demand(operation);
        await barrier.PassAsync(cancellation);
        return await contexts.CreateDbContextAsync(cancellation);
    }

    /// <summary>Room for what is about to be read.</summary>
    /// <exception cref="RefusedException">503.</exception>
    public ValueTask TakeRoomAsync(Caller caller, long bytes, CancellationToken cancellation) => room.TakeAsync(caller, bytes, cancellation);

    /// <summary>Reads rows, and has room for each.</summary>
    /// <exception cref="RefusedException">503.</exception>
    public async Task<List<T>> ListAsync<T>(Caller caller, IQueryable<T> rows, Func<T, long> bytes, CancellationToken cancellation)
    {
        var list = new List<T>();
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancellation))
        {
            await room.TakeAsync(caller, bytes(row), cancellation);
            list.Add(row);
        }

        return list;
    }

    /// <summary>What an interception takes without its texts.</summary>
    public static long BytesOf(InterceptionRow row) => RowBytes + (sizeof(char) * (long)(row.ErrorMessage?.Length ?? 0)) + ((long)(row.ExtraTokens?.Count ?? 0) * RowBytes / 8);
}
