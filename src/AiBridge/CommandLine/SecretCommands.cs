using System.CommandLine;
using AiBridge.Projects;
using AiBridge.Providers.SecretStore;
using AiBridge.Storage;

namespace AiBridge.CommandLine;

/// <summary>Works on key ring and database themselves; a server that runs on them notices within two seconds.</summary>
internal static class SecretCommands
{
    public static Command Create(HostInputs inputs, CommandHost host, TextWriter error) => new("secrets", "Look after the stored secrets.")
    {
        CreateRotate(inputs, host, error),
    };

    private static Command CreateRotate(HostInputs inputs, CommandHost host, TextWriter error)
    {
        var command = new Command("rotate", "Make a new ring key and encrypt every stored value with it; earlier keys stay, for values in backups.");
        command.SetAction(async (_, cancellation) =>
        {
            await using var services = host.OpenStores(inputs);
            await services.GetRequiredService<StoreUpgrade>().RunAsync(cancellation);
            var rotated = await services.GetRequiredService<SecretRotation>().RotateAsync(Caller.OfCommand("secrets rotate"), cancellation);
            await inputs.Output.WriteLineAsync($"New ring key {rotated.Key}; it encrypts {rotated.Values} stored values.");
            if (rotated.Left.Count == 0)
                return 0;
            await error.WriteLineAsync($"Cannot be decrypted and stay as they were: {string.Join(", ", rotated.Left)}");
            return 1;
        });
        return command;
    }
}
