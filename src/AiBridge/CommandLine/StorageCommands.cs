using System.CommandLine;
using AiBridge.Providers;
using AiBridge.Storage;
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

    /// <summary>Copies the store of a bridge that may run on it.</summary>
    public static Command CreateBackup(HostInputs inputs, TextWriter error)
    {
        var target = new Argument<string>("FILE") { Description = "The copy; must not exist." };
        var command = new Command("backup", "Copy the database into a file, beside the bridge that runs on it.") { target };
        command.SetAction(async (parsed, cancellation) =>
        {
            var sources = inputs.Configuration;
            var options = ConfigurationReading.ReadOrThrow(sources).Options;
            options = options with { DataDirectory = sources.FullPath(options.DataDirectory) };
            var file = sources.FullPath(parsed.GetRequiredValue(target));
            if (await SqliteBackup.RunAsync(SqliteSetup.FileOf(options), file, cancellation) is { } problem)
            {
                await error.WriteLineAsync(problem);
                return 1;
            }

            await inputs.Output.WriteLineAsync($"The database is copied to {file}.");
            if (Directory.Exists(DataDirectory.KeysOf(options)) && Directory.EnumerateFiles(DataDirectory.KeysOf(options)).Any())
                await inputs.Output.WriteLineAsync($"What opens its secrets is not in it: the key ring lies in {DataDirectory.KeysOf(options)}. Keep a copy of that in another place.");
            return 0;
        });
        return command;
    }

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
