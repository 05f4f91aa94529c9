using System.CommandLine;

namespace AiBridge.CommandLine;

/// <summary>Takes <c>--Key:Sub value</c> and <c>--Key:Sub=value</c> off the command line before it is parsed, or a value such as <c>token</c> would be read as a command.</summary>
internal static class SettingArguments
{
    /// <summary>Returns the words that are left for the commands.</summary>
    /// <param name="arguments">The whole command line.</param>
    /// <param name="root">Whatever is an option of one of its commands is no setting.</param>
    /// <param name="settings">Receives the settings as they were written.</param>
    public static IReadOnlyList<string> Take(IReadOnlyList<string> arguments, Command root, List<string> settings)
    {
        var options = OptionNames(root).ToHashSet(StringComparer.Ordinal);
        var words = new List<string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (!IsLong(argument) || options.Contains(argument.Split('=', 2)[0]))
            {
                words.Add(argument);
                continue;
            }

            settings.Add(argument);
            if (!argument.Contains('=', StringComparison.Ordinal) && i + 1 < arguments.Count && !IsLong(arguments[i + 1]))
                settings.Add(arguments[++i]);
        }

        return words;
    }

    private static bool IsLong(string argument) => argument.StartsWith("--", StringComparison.Ordinal);

    private static IEnumerable<string> OptionNames(Command command) => command.Options
        .SelectMany(option => option.Aliases.Append(option.Name))
        .Concat(command.Subcommands.SelectMany(OptionNames));
}
