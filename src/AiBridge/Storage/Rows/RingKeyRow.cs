namespace AiBridge.Storage.Rows;

/// <summary>A key of the Data Protection key ring, when the ring lives in the database; always wrapped by the master key.</summary>
internal sealed class RingKeyRow
{
    public long Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The key's XML element.</summary>
    public required string Xml { get; set; }
}
