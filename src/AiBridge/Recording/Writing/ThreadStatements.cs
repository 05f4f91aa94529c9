using System.Data.Common;
using AiBridge.Storage;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Recording.Writing;

/// <summary>The database's answers about threads. EF words the queries once; they run prepared, because running them through EF costs more than the rest of a record.</summary>
internal sealed class ThreadStatements(BridgeDb db) : IDisposable
{
    private readonly DbCommand _issuer = Issuer(db, "", "");
    private readonly DbCommand _root = Root(db, Guid.Empty);

    /// <summary>The newest interception of the project that issued the tool call; null when there is none.</summary>
    public ThreadLink? FindIssuer(DbTransaction transaction, string projectId, string toolCallId)
    {
        using var rows = Run(_issuer, transaction, projectId, toolCallId);
        return rows.Read() ? new ThreadLink(rows.GetGuid(0), rows.GetGuid(1)) : null;
    }

    /// <summary>The root of a row that has its parent; null when it has none.</summary>
    public Guid? RootWhenLinked(DbTransaction transaction, Guid id)
    {
        using var rows = Run(_root, transaction, id);
        return rows.Read() ? rows.GetGuid(0) : null;
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
        .Take(1)
        .CreateDbCommand();

    private static DbCommand Root(BridgeDb db, Guid id) => db.Interceptions
        .Where(row => row.Id == id && row.ThreadParentId != null)
        .Select(row => row.ThreadRootId)
        .CreateDbCommand();

    private static DbDataReader Run(DbCommand command, DbTransaction transaction, params ReadOnlySpan<object> values)
    {
        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
        return command.ExecuteReader();
    }
}
