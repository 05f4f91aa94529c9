using AiBridge.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace AiBridge.Telemetry;

/// <summary>Which lines are logged. Decided before a line is made, by the platform's own filters, so that they can change while it runs.</summary>
internal sealed class LogLevels(LogLevelRules initial) : IConfigureOptions<LoggerFilterOptions>, IOptionsChangeTokenSource<LoggerFilterOptions>
{
    /// <summary>Frameworks whose lines are worth less than they think.</summary>
    private static readonly Dictionary<string, LogLevel> OfFrameworks = new(StringComparer.Ordinal)
    {
        ["Microsoft"] = LogLevel.Warning,
        ["System"] = LogLevel.Warning,
        // The bridge says itself, once, how a call failed.
        ["Yarp"] = LogLevel.Error,
        // It warns that key files are not wrapped; where the ring lies is said at the start already.
        ["Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager"] = LogLevel.Error,
        // Logs a failing check each time it is asked; readiness says it once.
        ["Microsoft.Extensions.Diagnostics.HealthChecks"] = LogLevel.None,
        // What goes wrong in a tool the bridge says itself; the rest repeats what clients send.
        ["ModelContextProtocol"] = LogLevel.None,
    };

    private LogLevelRules _rules = initial;
    private ConfigurationReloadToken _changed = new();

    public string Name => Options.DefaultName;

    public IChangeToken GetChangeToken() => Volatile.Read(ref _changed);

    public void Configure(LoggerFilterOptions options)
    {
        var rules = Volatile.Read(ref _rules);
        options.MinLevel = rules.Default;
        foreach (var (category, level) in OfFrameworks.Where(framework => !rules.Overrides.ContainsKey(framework.Key)).Concat(rules.Overrides))
            options.Rules.Add(new LoggerFilterRule(providerName: null, category, level, filter: null));
    }

    /// <summary>Other rules are in force when this returns.</summary>
    public void Replace(LogLevelRules rules)
    {
        Volatile.Write(ref _rules, rules);
        Interlocked.Exchange(ref _changed, new ConfigurationReloadToken()).OnReload();
    }
}
