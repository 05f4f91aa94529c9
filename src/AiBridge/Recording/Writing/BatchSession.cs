using AiBridge.Recording.Records;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace AiBridge.Recording.Writing;

/// <summary>An open connection and the statements prepared on it.</summary>
internal sealed class BatchSession : IDisposable
{
    private readonly BridgeDb _db;
    private readonly ThreadStatements _threads;
    private readonly RowStatement _interception;
    private readonly RowStatement _prompt;
    private readonly RowStatement _toolUsage;
    private readonly RowStatement _thought;
    private readonly ClosingStatement _closing;
    private readonly Amendments _amendments;

    public BatchSession(BridgeDb db)
    {
        _db = db;
        db.Database.OpenConnection();
        _interception = RowStatement.Insert<InterceptionRow>(db);
        _prompt = RowStatement.Insert<PromptRow>(db);
        _toolUsage = RowStatement.Insert<ToolUsageRow>(db);
        _thought = RowStatement.Insert<ModelThoughtRow>(db);
        _closing = new ClosingStatement(db);
        _amendments = new Amendments(db, AddChildren);
        _threads = new ThreadStatements(db);
    }

    /// <summary>Everything written until its end belongs to it.</summary>
    public IDbContextTransaction Begin() => _db.Database.BeginTransaction();

    /// <summary>False when an end has no beginning.</summary>
    public bool Write(BatchItem item)
    {
        if (item.Amendment is { } amendment)
        {
            _amendments.Execute(amendment);
            return true;
        }

        if (item.Opening is null)
            return End(item.Closing!);
        if (Begin(item.Opening, item.Closing) || item.Closing is null)
            return true;
        return End(item.Closing);
    }

    public void Dispose()
    {
        _interception.Dispose();
        _prompt.Dispose();
        _toolUsage.Dispose();
        _thought.Dispose();
        _closing.Dispose();
        _threads.Dispose();
        _db.Dispose();
    }

    /// <summary>Inserts the row with all that is known; false when it is there already.</summary>
    private bool Begin(OpeningRecord opening, ClosingRecord? closing)
    {
        // Only what was written is asked, in the writer's own transaction: a restart or a batch undone changes no answer.
        var parent = ThreadLookup.Of(opening) is { } question ? _threads.FindParent(question) : null;
        var row = InterceptionRows.Row(opening, closing, parent);
        if (_interception.Execute(row) == 0)
            return false;
        if (InterceptionRows.Prompt(opening) is { } prompt)
            _prompt.Execute(prompt);
        if (closing is not null)
            AddResponse(closing);
        return true;
    }

    private bool End(ClosingRecord closing)
    {
        if (!_closing.Execute(closing))
            return _db.Interceptions.Any(row => row.Id == closing.Id);
        // Before its own calls are there: an id that repeats must not lead to itself.
        Link(closing);
        AddResponse(closing);
        return true;
    }

    /// <summary>Links a row whose parent was not known when it began.</summary>
    private void Link(ClosingRecord closing)
    {
        if (ThreadLookup.Of(closing) is not { } question || _threads.IsLinked(closing.Id) || _threads.FindParent(question) is not { } parent)
            return;

        var (own, root) = (closing.Id.ToString(), parent.RootId.ToString());
        _db.Interceptions.Where(row => row.Id == closing.Id).ExecuteUpdate(set => set
            .SetProperty(row => row.ThreadParentId, parent.ParentId)
            .SetProperty(row => row.ThreadRootId, parent.RootId)
            .SetProperty(row => row.SessionId, row => row.SessionId == own ? root : row.SessionId));
    }

    private void AddResponse(ClosingRecord closing) => AddChildren(closing, closing.Id, closing.EndedAt);

    private void AddChildren(ResponseRecord response, Guid id, long at)
    {
        foreach (var tool in response.ToolUses ?? [])
            _toolUsage.Execute(InterceptionRows.ToolUsage(response, tool, id, at));
        foreach (var thought in response.Thoughts ?? [])
            _thought.Execute(InterceptionRows.Thought(thought, id, at));
    }
}
