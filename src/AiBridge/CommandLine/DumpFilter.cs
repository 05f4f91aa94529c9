using System.CommandLine;
using AiBridge.Providers.Dumps;

namespace AiBridge.CommandLine;

/// <summary>Which dumped calls a command is about.</summary>
internal sealed class DumpFilter(TimeProvider clock)
{
    private readonly Option<string?> _provider = new("--provider") { Description = "Of this provider alone." };
    private readonly Option<Guid?> _interception = new("--interception") { Description = "Of this interception alone." };
    private readonly Option<double?> _days = new("--older-than") { Description = "Not written to for that many days." };

    public void AddTo(Command command)
    {
        command.Options.Add(_provider);
        command.Options.Add(_interception);
        command.Options.Add(_days);
    }

    /// <summary>Whether anything was said.</summary>
    public bool IsSet(ParseResult parsed) => parsed.GetValue(_provider) is not null || parsed.GetValue(_interception) is not null || parsed.GetValue(_days) is not null;

    public Func<DumpedFile, bool> Of(ParseResult parsed)
    {
        var (provider, interception) = (parsed.GetValue(_provider), parsed.GetValue(_interception));
        var before = parsed.GetValue(_days) is { } days ? clock.GetUtcNow().AddDays(-days) : (DateTimeOffset?)null;
        return file => (provider is null || file.Provider == provider) && (interception is null || file.Interception == interception) && (before is null || file.WrittenAt < before);
    }
}
