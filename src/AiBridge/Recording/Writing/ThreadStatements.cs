using System.Data.Common;
using AiBridge.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Recording.Writing;

/// <summary>The database's answers about threads. EF words the queries once; they run prepared, because running them through EF costs more than the rest of a record.</summary>
internal sealed class ThreadStatements(BridgeDb db) : IDisposable
{
    private readonly PreparedStatement _issuer = Prepare(db, Issuer(db, "", ""));
    private readonly PreparedStatement _root = Prepare(db, Root(db, Guid.Empty));

    /// <summary>The newest interception of the project that issued the tool call; null when there is none.</summary>
    public ThreadLink? FindIssuer(string projectId, string toolCallId)
    {
        _issuer.Bind(1, projectId);
        _issuer.Bind(2, toolCallId);
        return _issuer.First<ThreadLink?>(static row => new ThreadLink(row.Id(0), row.Id(1)));
    }

    /// <summary>The root of a row that has its parent; null when it has none.</summary>
    public Guid? RootWhenLinked(Guid id)
    {
        _root.Bind(1, id);
        return _root.First<Guid?>(static row => row.Id(0));
    }

    public void Dispose()
    {
        _issuer.Dispose();
        _root.Dispose();
    }

    private static DbCommand Issuer(BridgeDb db, string projectId, string toolCallId) => db.ToolUsages
        .Where(tool => tool.ProjectId == projectId && tool.ToolCallId == toolCallId)
        .Join(db.Interceptions, tool => tool.InterceptionId, row => row.Id, (tool, row) => new { Tool = tool.Id, row.Id, row.ThreadRootId })
        .OrderByDescending(link => link.Tool)
        .Select(link => new { link.Id, link.ThreadRootId })
        .CreateDbCommand();

    private static DbCommand Root(BridgeDb db, Guid id) => db.Interceptions
        .Where(row => row.Id == id && row.ThreadParentId != null)
        .Select(row => row.ThreadRootId)
        .CreateDbCommand();

    // EF's parameters count in the order in which they stand in its text.
    private static PreparedStatement Prepare(BridgeDb db, DbCommand query)
    {
        using (query)
            return new PreparedStatement((SqliteConnection)db.Database.GetDbConnection(), query.CommandText);
    }
}
