namespace AiBridge.Providers.Dumps;

/// <summary>Removes dumped files.</summary>
internal static class DumpRemoval
{
    /// <summary>Removes what is too old, then the oldest until the rest is small enough.</summary>
    /// <returns>How many went.</returns>
    public static int Bound(string directory, DateTimeOffset oldest, long mostBytes)
    {
        var (kept, removed) = (0L, 0);
        foreach (var file in DumpedFile.In(directory))
        {
            kept += file.Bytes;
            if (file.WrittenAt >= oldest && kept <= mostBytes)
                continue;
            File.Delete(file.Path);
            removed++;
        }

        return removed;
    }
}
