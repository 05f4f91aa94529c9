namespace AiBridge.Storage.Rows;

/// <summary>A row that counts its changes, so that two who edit the same do not overwrite each other unseen.</summary>
internal interface IVersionedRow
{
    /// <summary>Unix milliseconds.</summary>
    long UpdatedAt { get; set; }

    /// <summary>From 1 on.</summary>
    long Version { get; set; }
}
