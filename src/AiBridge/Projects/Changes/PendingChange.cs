using AiBridge.Projects.Audit;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Projects.Changes;

/// <summary>
/// One change in the making. It says which rows it loads, adds and removes; that the caller may reach them, has read this version of them, and what
/// of them is another now, is then seen to by <see cref="ChangeExecutor"/>, whoever makes the change.
/// </summary>
internal sealed class PendingChange(BridgeDb db, ChangeRequest request, AuditEntry entry, WriteGate gate, DateTimeOffset now, CancellationToken cancellation) : IDisposable
{
    private readonly List<Subject> _subjects = [];
    private bool _isOfWholeKind;
    private IDisposable? _place;

    /// <summary>For whatever else it has to look at, and for rows that belong to those it names.</summary>
    public BridgeDb Db => db;

    public Caller Caller => request.Caller;

    /// <summary>What it shall be; its faults are told at the latest before it is saved.</summary>
    public BodyFields Input { get; } = new(request.Input);

    /// <summary>What it changes beside the fields of the rows it names.</summary>
    public AuditChanges Changes => entry.Changes;

    /// <summary>When it is made; all rows of it say the same.</summary>
    public DateTimeOffset Now => now;

    /// <summary>The same in Unix milliseconds.</summary>
    public long NowMs => now.ToUnixTimeMilliseconds();

    public CancellationToken Cancellation => cancellation;

    /// <summary>From here on nobody else's write comes between. For what depends on other rows than its own; nothing may wait for the network meanwhile, for everybody else's writes wait.</summary>
    public async Task WriteAloneAsync()
    {
        _place ??= await gate.EnterAsync(cancellation);
        await db.BeginWriteAsync(cancellation);
    }

    public void Dispose() => _place?.Dispose();

    /// <summary>The project the change is made in. Not before it is known to be there does the audit log say so: what is no project's id may be anything.</summary>
    /// <exception cref="RefusedException">404: there is none of that id which the caller may see.</exception>
    public async Task<ProjectRow> InProjectAsync(string id)
    {
        var visible = Caller.ActingProject(id);
        var row = await db.Projects.SingleOrDefaultAsync(known => known.Id == visible, cancellation) ?? throw RefusedException.NotFound($"There is no project {id}.");
        entry.ProjectId = row.Id;
        return row;
    }

    /// <summary>The row that is changed.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="rows">Has it and no other.</param>
    /// <param name="missing">What is said when it is not there, or in a project the caller does not see.</param>
    /// <exception cref="RefusedException">404; 412: the caller has read another version.</exception>
    public async Task<TRow> LoadAsync<TRow>(ResourceKind<TRow> kind, IQueryable<TRow> rows, string missing)
        where TRow : class
    {
        if (await rows.SingleOrDefaultAsync(cancellation) is not { } row || !Caller.CanReach(kind.ProjectOf(row)))
            throw RefusedException.NotFound(missing);
        About(kind, row);
        if (row is IVersionedRow versioned)
            request.Expected.Demand(versioned.Version);
        _subjects.Add(new Subject<TRow>(kind, row, IsNew: false));
        return row;
    }

    /// <summary>Stores a new row; until then it is not spoken of, for one that is refused never was.</summary>
    public void Add<TRow>(ResourceKind<TRow> kind, TRow row)
        where TRow : class
    {
        db.Add(row);
        _subjects.Add(new Subject<TRow>(kind, row, IsNew: true));
    }

    /// <summary>What is changed is no single row but all of the kind that the request names.</summary>
    public void IsOfWholeKind() => _isOfWholeKind = true;

    /// <summary>Names what a refusal is about, where that is known before there is a row.</summary>
    public void Names(string resource) => entry.Resource = resource;

    /// <summary>Saves all of it with its entry in the audit log, or nothing.</summary>
    /// <exception cref="RefusedException">400 with every fault; 412: somebody else changed it meanwhile; 404: what it belongs to or names has gone meanwhile; 409: another row has the same unique value.</exception>
    public async Task SaveAsync()
    {
        Input.Finish();
        if (_subjects.Count == 0 && !_isOfWholeKind)
            throw new InvalidOperationException($"{request.Operation.Name} says of no row that it changes it.");
        _subjects.ForEach(subject => subject.Complete(this));
        DemandReach();
        cancellation.ThrowIfCancellationRequested();
        db.AuditEntries.Add(entry.Row(AuditRow.Succeeded, entry.Origin.Command is null ? request.Operation.Status : StatusCodes.Status200OK, null));
        await CommitAsync();
        entry.Origin.IsAudited = true;
    }

    private async Task CommitAsync()
    {
        _place ??= await gate.EnterAsync(cancellation);
        try
        {
            // Once begun it is finished: a caller that leaves now must not leave it stored but not in force.
            await db.SaveChangesAsync(CancellationToken.None);
            if (db.Database.CurrentTransaction is { } begun)
                await begun.CommitAsync(CancellationToken.None);
        }
        catch (DbUpdateConcurrencyException)
        {
            throw RefusedException.Outdated;
        }
        catch (DbUpdateException failure) when (db.IsDuplicate(failure) && _subjects.Count > 0 && _subjects[0].Taken is { } taken)
        {
            throw taken;
        }
        catch (DbUpdateException failure) when (db.IsOrphan(failure))
        {
            throw RefusedException.Gone;
        }
    }

    private void About<TRow>(ResourceKind<TRow> kind, TRow row)
        where TRow : class => (entry.Resource, entry.ProjectId) = (kind.ResourceOf(row), kind.ProjectOf(row));

    // The last line: whatever the change looked up by itself, it touches nothing of another project.
    private void DemandReach()
    {
        foreach (var changed in db.ChangeTracker.Entries().Where(changed => changed.State is EntityState.Added or EntityState.Modified or EntityState.Deleted))
        {
            if (!Caller.CanReach(ProjectOf(changed.Entity)))
                throw new InvalidOperationException($"{request.Operation.Name} would change a {changed.Entity.GetType().Name} that the caller does not reach.");
        }
    }

    private static string? ProjectOf(object row) => row switch
    {
        ProjectRow project => project.Id,
        TokenRow token => token.ProjectId,
        SecretRow secret => secret.ProjectId,
        AiProviderRow provider => provider.ProjectId,
        ProjectAiRow ai => ai.ProjectId,
        _ => null,
    };

    private abstract record Subject
    {
        public abstract RefusedException? Taken { get; }

        public abstract void Complete(PendingChange change);
    }

    private sealed record Subject<TRow>(ResourceKind<TRow> Kind, TRow Row, bool IsNew) : Subject
        where TRow : class
    {
        public override RefusedException? Taken => Kind.Taken(Row);

        public override void Complete(PendingChange change)
        {
            var stored = change.Db.Entry(Row);
            change.About(Kind, Row);
            if (stored.State == EntityState.Deleted)
                return;
            Kind.Compare(change.Changes, IsNew ? null : (TRow)stored.OriginalValues.ToObject(), Row);
            if (!IsNew && Row is IVersionedRow versioned)
                (versioned.UpdatedAt, versioned.Version) = (change.NowMs, versioned.Version + 1);
        }
    }
}
