namespace AiBridge.Recording.Records;

/// <summary>
/// What a later request has told about a response that had gone on in the background: how it ended and what it used. It belongs
/// to the interception of the same project and provider that was given the response's id. Or, while the stream of such a response
/// runs, nothing but that id: when the process dies, the response can still be asked for.
/// </summary>
internal sealed class AmendmentRecord : ResponseRecord
{
    /// <summary>Set where only the response's id is told.</summary>
    public Guid? InterceptionId { get; set; }

    public string ProviderName { get; set; } = "";

    /// <summary>Null where an earlier version did not note it.</summary>
    public string? ProviderInstance { get; set; }

    /// <summary>When it was told, in Unix milliseconds.</summary>
    public long At { get; set; }

    /// <summary>The response failed; <see cref="Storage.Rows.ClosingColumns.ErrorType"/> says how.</summary>
    public bool Failed { get; set; }
}
