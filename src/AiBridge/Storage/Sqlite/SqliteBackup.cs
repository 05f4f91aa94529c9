namespace AiBridge.Storage.Sqlite;

/// <summary>Copies a database into a file that an operator names, while bridges run on it.</summary>
internal static class SqliteBackup
{
    /// <summary>Ends the name of a copy that is not whole.</summary>
    private const string Half = ".half";

    /// <param name="database">The file.</param>
    /// <param name="target">The copy. Nothing that is there is written over.</param>
    /// <param name="cancellation">Ends it; nothing is left then.</param>
    /// <returns>What was wrong; null when the copy is there and whole.</returns>
    public static async Task<string?> RunAsync(string database, string target, CancellationToken cancellation)
    {
        if (!File.Exists(database))
            return $"There is no database {database}.";
        if (Path.Exists(target))
            return $"{target} exists already; nothing is written over.";
        if (Path.GetDirectoryName(target) is not { } directory || !Directory.Exists(directory))
            return $"There is no directory {Path.GetDirectoryName(target)} for the copy; nothing was made.";
        var half = target + Half;
        try
        {
            File.Delete(half);
            await SqliteSnapshot.WriteAsync(database, half, cancellation);
            File.Move(half, target, overwrite: false);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"{target} cannot be written: {failure.Message}";
        }
        finally
        {
            Forget(half);
            Forget(half + "-journal");
        }
    }

    private static void Forget(string file)
    {
        if (File.Exists(file))
            File.Delete(file);
    }
}
