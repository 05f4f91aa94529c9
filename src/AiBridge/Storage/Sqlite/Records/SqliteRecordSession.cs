using AiBridge.Storage.Records;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Storage.Sqlite.Records;

/// <summary>Writes interceptions one by one, by statements prepared on SQLite's own handle.</summary>
internal sealed class SqliteRecordSession : RecordSession
{
    /// <summary>One that has ended is left as it is, so that a record may come twice; one that was given up before its end was found is not.</summary>
    private const string HasNoEnd = $"\"{nameof(InterceptionRow.Status)}\" IN ('{RowWords.InProgress}', '{RowWords.Interrupted}')";

    private readonly BridgeDb _db;
    private readonly ThreadStatements _threads;
    private readonly RowStatement _interception;
    private readonly RowStatement _prompt;
    private readonly RowStatement _toolUsage;
    private readonly RowStatement _thought;
    private readonly RowStatement _closing;
    private readonly RowStatement _told;
    private readonly Amendments _amendments;

    public SqliteRecordSession(BridgeDb db)
    {
        _db = db;
        db.Database.OpenConnection();
        _interception = RowStatement.Insert<InterceptionRow>(db, typeof(ClosingColumns));
        _prompt = RowStatement.Insert<PromptRow>(db);
        _toolUsage = RowStatement.Insert<ToolUsageRow>(db);
        _thought = RowStatement.Insert<ModelThoughtRow>(db);
        _closing = RowStatement.Update<InterceptionRow>(db, typeof(ClosingColumns), HasNoEnd);
        _told = RowStatement.UpdateGiven<InterceptionRow>(db, typeof(ResponseColumns));
        _amendments = new Amendments(db, (told, id) => _told.Update(told, id), AddParts);
        _threads = new ThreadStatements(db);
    }

    public override int Write(IReadOnlyList<InterceptionWrite> writes)
    {
        using var transaction = _db.Database.BeginTransaction();
        var orphans = 0;
        foreach (var write in writes)
            orphans += Write(write) ? 0 : 1;
        transaction.Commit();
        return orphans;
    }

    public override void Dispose()
    {
        _interception.Dispose();
        _prompt.Dispose();
        _toolUsage.Dispose();
        _thought.Dispose();
        _closing.Dispose();
        _told.Dispose();
        _threads.Dispose();
        _db.Dispose();
    }

    /// <summary>False when an end has no beginning.</summary>
    private bool Write(InterceptionWrite write)
    {
        if (write.Amendment is not null)
        {
            _amendments.Execute(write);
            return true;
        }

        if (write.Opening is { } opening && (Begin(opening, write) || write.Closing is null))
            return true;
        return End(write.Closing!, write);
    }

    /// <summary>Inserts the row with all that is known; false when it is there already.</summary>
    private bool Begin(InterceptionColumns opening, InterceptionWrite write)
    {
        // Only what was written is asked, in the writer's own transaction: a restart or a batch undone changes no answer.
        var parent = write.Lookup is { } lookup ? _threads.FindParent(lookup) : null;
        opening.ThreadParentId = parent?.ParentId;
        opening.ThreadRootId = parent?.RootId ?? opening.Id;
        opening.SessionId = write.SessionKey ?? opening.ThreadRootId.ToString();
        if (_interception.Execute(opening, write.Closing) == 0)
            return false;
        if (write.Prompt is { } prompt)
            _prompt.Execute(prompt);
        AddParts(write, opening.Id);
        return true;
    }

    private bool End(ClosingColumns closing, InterceptionWrite write)
    {
        if (_closing.Update(closing, closing.Id) == 0)
            return _db.Interceptions.Any(row => row.Id == closing.Id);
        // Before its own calls are there: an id that repeats must not lead to itself.
        Link(closing.Id, write);
        AddParts(write, closing.Id);
        return true;
    }

    /// <summary>Links a row whose parent was not known when it began.</summary>
    private void Link(Guid id, InterceptionWrite write)
    {
        if (write.Lookup is not { } lookup || _threads.IsLinked(id) || _threads.FindParent(lookup) is not { } parent)
            return;

        var (own, root) = (id.ToString(), parent.RootId.ToString());
        _db.Interceptions.Where(row => row.Id == id).ExecuteUpdate(set => set
            .SetProperty(row => row.ThreadParentId, parent.ParentId)
            .SetProperty(row => row.ThreadRootId, parent.RootId)
            .SetProperty(row => row.SessionId, row => row.SessionId == own ? root : row.SessionId));
    }

    private void AddParts(InterceptionWrite write, Guid id)
    {
        foreach (var tool in write.ToolUsages)
        {
            tool.InterceptionId = id;
            _toolUsage.Execute(tool);
        }

        foreach (var thought in write.Thoughts)
        {
            thought.InterceptionId = id;
            _thought.Execute(thought);
        }
    }
}
