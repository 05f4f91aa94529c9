namespace AiBridge.Protocols.Families;

/// <summary>What one vendor's routes have in common with those of all that copy it, whichever protocol they speak: errors and keys.</summary>
internal abstract class ApiFamily : ErrorFamily
{
    /// <summary>The header in which clients present a key, where that is not <c>Authorization</c> alone.</summary>
    public abstract string? KeyHeader { get; }

    /// <summary>A header that every request must have.</summary>
    public abstract (string Name, string Value)? RequiredHeader { get; }

    /// <summary>The query with which a list of models comes whole; empty where it does anyhow.</summary>
    public abstract string ModelListQuery { get; }

    /// <summary>The header that a key of the provider's own is sent in; null: <c>Authorization</c>, as a bearer token.</summary>
    public abstract string? HeaderOf(string key);
}
