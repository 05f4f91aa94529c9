using System.CommandLine;
using System.CommandLine.Invocation;
using AiBridge.Configuration;
using AiBridge.Storage;

namespace AiBridge.CommandLine;

/// <summary>What the program can be told to do. Without a command it serves.</summary>
internal static class BridgeCommands
{
    /// <param name="arguments">The command line; settings in it are added to those of <paramref name="inputs"/>.</param>
    /// <param name="inputs">What a command works with.</param>
    /// <param name="host">Serves, and opens the stores.</param>
    /// <param name="error">Where faults are written.</param>
    /// <returns>The exit code: 0, 1 when the command failed (a store that is locked or away too), 2 when the configuration has faults.</returns>
    public static async Task<int> RunAsync(string[] arguments, HostInputs inputs, CommandHost host, TextWriter error)
    {
        var settings = new List<string>(inputs.Settings);
        inputs = inputs with { Settings = settings };
        var root = Root(inputs, host, error);
        var words = SettingArguments.Take(arguments, root, settings);
        try
        {
            return await root.Parse(words, new ParserConfiguration { ResponseFileTokenReplacer = null }).InvokeAsync(new InvocationConfiguration
            {
                Output = inputs.Output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                // The host drains on SIGTERM; the default would end the process after two seconds.
                ProcessTerminationTimeout = null,
            });
        }
        catch (ConfigurationException faults)
        {
            await error.WriteLineAsync(faults.Message);
            return 2;
        }
        catch (StartRefusedException refused)
        {
            await error.WriteLineAsync(refused.Message);
            return 1;
        }
        catch (Exception failure) when (StoreFailures.IsDamaged(failure))
        {
            await error.WriteLineAsync(DamagedStore.Words(failure, inputs));
            return 1;
        }
        catch (IOException failure)
        {
            await error.WriteLineAsync($"A file or a directory that is needed cannot be had: {failure.Message}");
            return 1;
        }
        catch (Exception failure) when (StoreFailures.IsUnavailable(failure))
        {
            await error.WriteLineAsync($"The database cannot be used now ({StoreFailures.Message(failure)}): another process holds its lock, or its file cannot be read or written. Nothing was changed; try again.");
            return 1;
        }
    }

    private static RootCommand Root(HostInputs inputs, CommandHost host, TextWriter error)
    {
        var demo = new Option<bool>("--demo") { Description = "Serve a simulated provider: no key is needed." };
        var root = new RootCommand("AiBridge, a recording bridge between coding agents and LLM providers. Any setting can be given as --Key:Sub value.")
        {
            demo,
            TokenCommands.Create(inputs, host, error),
            SecretCommands.Create(inputs, host, error),
            StorageCommands.Create(inputs, error),
            StorageCommands.CreateBackup(inputs, error),
            DumpCommands.Create(inputs, error),
            ConfigCommand.Create(inputs, error),
            HealthCommand.Create(inputs, error),
        };
        root.Options.OfType<VersionOption>().Single().Action = new ShowVersion();
        root.SetAction((parsed, _) => host.ServeAsync(inputs with { Demo = parsed.GetValue(demo) }, error));
        return root;
    }

    /// <summary>The library's own would show the version of whatever program this one runs in.</summary>
    private sealed class ShowVersion : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parsed)
        {
            parsed.InvocationConfiguration.Output.WriteLine(ProductVersion.Text);
            return 0;
        }
    }
}
