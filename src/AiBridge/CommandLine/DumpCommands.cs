using System.CommandLine;
using System.Globalization;
using AiBridge.Providers;
using AiBridge.Providers.Dumps;

namespace AiBridge.CommandLine;

/// <summary>What calls of upstreams have left in the dump directories of the configuration.</summary>
internal static class DumpCommands
{
    public static Command Create(HostInputs inputs, TextWriter error)
    {
        var filter = new DumpFilter(inputs.Clock);
        var command = new Command("dumps", "List what calls of upstreams have left (DumpDirectory), newest first, or remove it.") { CreateRemove(inputs, error) };
        filter.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            var calls = Files(inputs).Where(filter.Of(parsed)).GroupBy(file => (Path.GetDirectoryName(file.Path), file.Provider, file.Interception, file.Attempt));
            foreach (var call in calls)
            {
                await inputs.Output.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{call.Max(file => file.WrittenAt):yyyy-MM-dd'T'HH:mm:ss'Z'}  {(call.Key.Provider.Length > 0 ? call.Key.Provider : "-")}  {call.Key.Interception}  attempt {call.Key.Attempt}  {call.Sum(file => file.Bytes)} bytes  {call.Key.Item1}"));
            }

            return 0;
        });
        return command;
    }

    private static Command CreateRemove(HostInputs inputs, TextWriter error)
    {
        var filter = new DumpFilter(inputs.Clock);
        var all = new Option<bool>("--all") { Description = "Whatever there is." };
        var command = new Command("remove", "Remove dumped calls.") { all };
        filter.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            if (!parsed.GetValue(all) && !filter.IsSet(parsed))
            {
                await error.WriteLineAsync("Say which: --provider, --interception, --older-than, or --all.");
                return 1;
            }

            var files = Files(inputs).Where(filter.Of(parsed)).ToList();
            files.ForEach(file => File.Delete(file.Path));
            await inputs.Output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Removed {files.Count} files, {files.Sum(file => file.Bytes)} bytes."));
            return 0;
        });
        return command;
    }

    private static IEnumerable<DumpedFile> Files(HostInputs inputs) => ConfigurationReading.ReadOrThrow(inputs.Configuration).Options.Providers
        .Select(provider => provider.DumpDirectory)
        .Where(directory => !string.IsNullOrEmpty(directory))
        .Select(directory => inputs.Configuration.FullPath(directory!))
        .Distinct(StringComparer.Ordinal)
        .SelectMany(DumpedFile.In);
}
