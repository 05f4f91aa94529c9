using AiBridge.Projects;
using AiBridge.Projects.Audit;
using AiBridge.Projects.Changes;
using AiBridge.Storage;
using AiBridge.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiBridge.Tests.Projects.Changes;

/// <summary>What makes a process's changes, on a database that others may share.</summary>
internal sealed class ChangeFixture : IDisposable
{
    private readonly WriteGate _gate = new();
    private readonly AuditBacklog _backlog;

    public ChangeFixture(TemporaryDatabase database, TimeProvider clock, params IReadOnlyList<StoreSnapshot> snapshots)
    {
        _backlog = new AuditBacklog(database.Contexts, clock, NullLogger<AuditBacklog>.Instance);
        var audit = new AuditLog(database.Contexts, _backlog, new RefusedWrites(clock, NullLogger<RefusedWrites>.Instance), _gate, NullLogger<AuditLog>.Instance);
        Executor = new ChangeExecutor(database.Contexts, snapshots, _gate, audit, clock);
    }

    public ChangeExecutor Executor { get; }

    /// <summary>An administrator's call.</summary>
    public static Caller Administrator { get; } = Caller("prj_default", serverScope: true, PermissionNames.Everything);

    public static Caller Caller(string project, bool serverScope, params string[] permissions) =>
        new(new BridgeToken("tok_caller", project, "caller", null, permissions, serverScope, ExpiresAt: null));

    public void Dispose()
    {
        Executor.Dispose();
        _backlog.Dispose();
        _gate.Dispose();
    }
}
