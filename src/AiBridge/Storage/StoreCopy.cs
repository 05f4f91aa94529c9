namespace AiBridge.Storage;

/// <summary>A copy of the store as it was before a migration.</summary>
/// <param name="folder">Where it lies.</param>
/// <param name="complete">Called once the migration has come to its end.</param>
internal sealed class StoreCopy(string folder, Action complete)
{
    public string Folder => folder;

    /// <summary>The migration has come to its end: a later one makes a copy of its own.</summary>
    public void Complete() => complete();
}
