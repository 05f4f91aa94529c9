namespace AiBridge.Storage.Records;

/// <summary>An open connection and what is prepared on it to write interceptions.</summary>
internal abstract class RecordSession : IDisposable
{
    /// <summary>Writes in order, in one transaction. Returns how many ends found no beginning.</summary>
    public abstract int Write(IReadOnlyList<InterceptionWrite> writes);

    public abstract void Dispose();
}
