using System.CommandLine;
using AiBridge.Configuration;
using AiBridge.Contracts.Providers;
using AiBridge.Projects;
using AiBridge.Providers;
using AiBridge.Secrets.Ring;

namespace AiBridge.CommandLine;

/// <summary>Reads the configuration as a start would, and says what it found; prints what is known of settings.</summary>
internal static class ConfigCommand
{
    private static string Schema => ConfigurationSchema.Create(ProviderTypes.All.Where(type => type.Routable).Select(type => type.Name));

    public static Command Create(HostInputs inputs, TextWriter error)
    {
        var check = new Command("check", "Check the configuration and show the providers.");
        check.SetAction(async (_, _) => await CheckAsync(inputs, error));
        var schema = new Command("schema", "Print the JSON schema of a configuration file.");
        schema.SetAction(async (_, _) => await inputs.Output.WriteLineAsync(Schema));
        var example = new Command("example", "Print a configuration file that shows and explains every setting.");
        example.SetAction(async (_, _) => await inputs.Output.WriteAsync(ConfigurationExample.Create()));
        return new Command("config", "Look at the configuration.") { check, schema, example };
    }

    private static async Task<int> CheckAsync(HostInputs inputs, TextWriter error)
    {
        var sources = inputs.Configuration;
        var reading = ConfigurationReading.Read(sources);
        var besides = new ConfigurationFaults();
        MasterKeys.Read(inputs.Environment, besides);
        FirstTokens.Check(inputs.Environment, besides);
        ServerCertificate.Read(reading.Options.Tls, sources, besides);
        if (reading.Faults.Count + besides.Count > 0)
        {
            foreach (var fault in reading.Faults.Concat(besides.All))
                await error.WriteLineAsync(fault);
            return 2;
        }

        await inputs.Output.WriteLineAsync("configuration ok");
        foreach (var provider in reading.Providers)
            await inputs.Output.WriteLineAsync($"  {provider.Name} ({provider.Type.Name}{(provider.Enabled ? "" : ", disabled")}) {provider.BaseUrl}: {Credentials(provider, sources)}");
        await inputs.Output.WriteLineAsync($"upstreams are reached {reading.Proxy}");
        return 0;
    }

    private static string Credentials(ProviderInstance provider, ConfigurationInputs sources) => provider.Auth switch
    {
        _ when provider.Type.ByokOnly => "callers bring their own key",
        ProviderAuth.None => "no credential",
        ProviderAuth.CustomHeader => provider.CustomHeaderValue is { } value
            ? $"{provider.CustomHeaderName}: {value.Hint}"
            : $"{provider.CustomHeaderName}: {provider.Options.CustomHeader?.Value} is not set",
        ProviderAuth.OAuth => $"OAuth client {provider.OAuth?.ClientId}, {(provider.OAuth?.ClientSecret is { } secret ? $"secret {secret.Hint}" : $"{provider.Options.OAuth?.ClientSecret} is not set")}",
        _ => Keys(provider, sources),
    };

    private static string Keys(ProviderInstance provider, ConfigurationInputs sources)
    {
        var hints = provider.Keys.Select(key => $"key {key.Hint}");
        // A source without a value is the name of a variable, never a secret.
        var unset = (provider.Options.Keys ?? []).Select(key => key.Value ?? "").Where(source => KeySource.Resolve(source, "", sources, new ConfigurationFaults()) is null).Select(source => $"{source} is not set");
        var found = string.Join(", ", hints.Concat(unset));
        return found.Length > 0 ? found : "no keys";
    }
}
