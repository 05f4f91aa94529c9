using AiBridge.Storage;

namespace AiBridge.Projects.Changes;

/// <summary>What all changes of one kind of row have in common, so that none of them has to think of it.</summary>
internal abstract class ResourceKind<TRow>
    where TRow : class
{
    /// <summary>Kind and id or name, as the audit log has them: <c>secrets/sec_…</c>.</summary>
    public abstract string ResourceOf(TRow row);

    /// <summary>Null: it belongs to the server.</summary>
    public abstract string? ProjectOf(TRow row);

    /// <summary>Tells every field that is another one now.</summary>
    /// <param name="changes">Takes them.</param>
    /// <param name="before">Null for a new one.</param>
    /// <param name="after">As it will be stored.</param>
    public abstract void Compare(AuditChanges changes, TRow? before, TRow after);

    /// <summary>What is said when another row has the same unique value.</summary>
    public virtual RefusedException? Taken(TRow row) => null;
}
