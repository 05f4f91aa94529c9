using System.Net;
using AiBridge.Configuration;
using AiBridge.Providers.Addresses;

namespace AiBridge.CommandLine;

/// <summary>Everything the process is started with; given from outside so that a test needs no process of its own.</summary>
internal sealed record HostInputs
{
    public required string WorkingDirectory { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Configuration overrides of the command line: <c>--Key:Sub value</c> or <c>--Key:Sub=value</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>Serve the simulated provider in place of the configured ones.</summary>
    public bool Demo { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Resolves the host names of upstreams.</summary>
    public NameLookup Names { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>Where words for the operator go: first-start tokens, faults.</summary>
    public TextWriter Output { get; init; } = Console.Out;

    /// <summary>What the configuration is read from, by a server and by every command alike.</summary>
    public ConfigurationInputs Configuration => new(WorkingDirectory, Environment, Settings, AppContext.BaseDirectory);

    /// <summary>Those of this process.</summary>
    public static HostInputs OfProcess()
    {
        var process = ConfigurationInputs.OfProcess([]);
        return new HostInputs { WorkingDirectory = process.WorkingDirectory, Environment = process.Environment };
    }
}
