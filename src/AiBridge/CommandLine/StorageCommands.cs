using System.CommandLine;
using AiBridge.Providers;
using AiBridge.Storage.Sqlite;

namespace AiBridge.CommandLine;

/// <summary>Looks after the database file itself.</summary>
internal static class StorageCommands
{
    private const double Megabyte = 1024 * 1024;

    public static Command Create(HostInputs inputs, TextWriter error) => new("storage", "Look after the database.")
    {
        CreateCompact(inputs, error),
    };

    private static Command CreateCompact(HostInputs inputs, TextWriter error)
    {
        var command = new Command("compact", "Write the database file anew, without the space of deleted records. The bridge that runs on it must be stopped.");
        command.SetAction(async (_, cancellation) =>
        {
            var sources = inputs.Configuration;
            var options = ConfigurationReading.ReadOrThrow(sources).Options;
            var outcome = await SqliteCompaction.RunAsync(SqliteSetup.ConnectionString(options with { DataDirectory = sources.FullPath(options.DataDirectory) }), cancellation);
            if (outcome.Problem is not null)
            {
                await error.WriteLineAsync(outcome.Problem);
                return 1;
            }

            await inputs.Output.WriteLineAsync(FormattableString.Invariant($"{outcome.File}: {outcome.Before / Megabyte:F1} MB before, {outcome.After / Megabyte:F1} MB now. From now on it shrinks by itself when records are deleted."));
            return 0;
        });
        return command;
    }
}
