using AiBridge.Providers;
using AiBridge.Storage;
using AiBridge.Storage.Sqlite;

namespace AiBridge.CommandLine;

/// <summary>What is said of a database that cannot be read as one.</summary>
internal static class DamagedStore
{
    public static string Words(Exception failure, HostInputs inputs)
    {
        var sources = inputs.Configuration;
        var options = ConfigurationReading.ReadOrThrow(sources).Options;
        var file = SqliteSetup.FileOf(options with { DataDirectory = sources.FullPath(options.DataDirectory) });
        return $"The database {file} is damaged, or is none ({StoreFailures.Message(failure)}). Nothing was changed. "
            + "Stop whatever runs on it, put a backup in its place without the files -wal and -shm beside it (docs/operations.md, \"Backup\"), and start again; without one, sqlite3's .recover may save what can be read.";
    }
}
