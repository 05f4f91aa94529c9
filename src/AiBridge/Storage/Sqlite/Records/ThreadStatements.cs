using System.Data.Common;
using AiBridge.Storage.Records;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Storage.Sqlite.Records;

/// <summary>The database's answers about threads. EF words the queries once; they run prepared, because running them through EF costs more than the rest of a record.</summary>
internal sealed class ThreadStatements(BridgeDb db) : IDisposable
{
    private readonly PreparedStatement _issuer = Prepare(db, Issuer(db, "", "", 0, 0));
    private readonly PreparedStatement _issuers = Prepare(db, Issuers(db, "", "", 0));
    private readonly PreparedStatement _response = Prepare(db, Response(db, "", "", ""));
    private readonly PreparedStatement _linked = Prepare(db, Linked(db, Guid.Empty));

    /// <summary>
    /// The interception that a request goes on from: the newest of its conversation that issued the call. Where no session tells a
    /// client's conversations apart, it is the newest that begins alike, else the only one that issued the call: of several, nobody knows which.
    /// </summary>
    public ThreadLink? FindParent(in ThreadLookup lookup)
    {
        if (lookup.ContinuedResponseId is { } response)
            return First(_response, lookup.ProjectId, response, lookup.Person);
        var issuer = First(_issuer, lookup.ProjectId, lookup.ToolCallId, lookup.ConversationHash, lookup.Beginning ?? 0);
        return issuer is null && lookup.Beginning is not null ? Only(lookup) : issuer;
    }

    /// <summary>Whether a row has its parent.</summary>
    public bool IsLinked(Guid id)
    {
        _linked.Bind(1, id);
        return _linked.First(static _ => true);
    }

    public void Dispose()
    {
        _issuer.Dispose();
        _issuers.Dispose();
        _response.Dispose();
        _linked.Dispose();
    }

    private static ThreadLink? First(PreparedStatement statement, params ReadOnlySpan<object> values)
    {
        Bind(statement, values);
        return statement.First<ThreadLink?>(static row => new ThreadLink(row.Id(0), row.Id(1)));
    }

    private ThreadLink? Only(in ThreadLookup lookup)
    {
        Bind(_issuers, lookup.ProjectId, lookup.ToolCallId, lookup.ConversationHash);
        Span<ThreadLink> two = stackalloc ThreadLink[2];
        return _issuers.Read(two, static row => new ThreadLink(row.Id(0), row.Id(1))) == 1 ? two[0] : null;
    }

    private static void Bind(PreparedStatement statement, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
            statement.Bind(i + 1, values[i]);
    }

    private static DbCommand Issuer(BridgeDb db, string projectId, string toolCallId, long conversation, long beginning) => db.ToolUsages
        .Where(tool => tool.ProjectId == projectId && tool.ToolCallId == toolCallId && tool.Conversation == conversation && tool.Beginning == beginning)
        .Join(db.Interceptions, tool => tool.InterceptionId, row => row.Id, (tool, row) => new { Tool = tool.Id, row.Id, row.ThreadRootId })
        .OrderByDescending(link => link.Tool)
        .Select(link => new { link.Id, link.ThreadRootId })
        .CreateDbCommand();

    private static DbCommand Issuers(BridgeDb db, string projectId, string toolCallId, long conversation) => db.ToolUsages
        .Where(tool => tool.ProjectId == projectId && tool.ToolCallId == toolCallId && tool.Conversation == conversation)
        .Join(db.Interceptions, tool => tool.InterceptionId, row => row.Id, (tool, row) => new { row.Id, row.ThreadRootId })
        .CreateDbCommand();

    private static DbCommand Response(BridgeDb db, string projectId, string responseId, string person) => db.Interceptions
        .Where(row => row.ProjectId == projectId && row.ProviderResponseId == responseId && row.Person == person)
        .OrderByDescending(row => row.StartedAt)
        .Select(row => new { row.Id, row.ThreadRootId })
        .CreateDbCommand();

    private static DbCommand Linked(BridgeDb db, Guid id) => db.Interceptions
        .Where(row => row.Id == id && row.ThreadParentId != null)
        .Select(row => row.Id)
        .CreateDbCommand();

    // EF's parameters count in the order in which they stand in its text.
    private static PreparedStatement Prepare(BridgeDb db, DbCommand query)
    {
        using (query)
            return new PreparedStatement((SqliteConnection)db.Database.GetDbConnection(), query.CommandText);
    }
}
