namespace AiBridge.Storage;

/// <summary>What became of a database that does not give the space of deleted rows back.</summary>
internal enum AutoVacuumChange
{
    /// <summary>It gives it back already.</summary>
    NotNeeded,

    /// <summary>It does from now on.</summary>
    Done,

    /// <summary>It is too large, or its disk too full, for that to be done while others wait.</summary>
    TooLarge,
}
