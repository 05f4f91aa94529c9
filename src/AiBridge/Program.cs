<<<<<<< HEAD
using AiBridge;

return await AiBridgeHost.ServeAsync(new HostInputs
{
    WorkingDirectory = Directory.GetCurrentDirectory(),
    Environment = AiBridge.Configuration.ConfigurationInputs.OfProcess([]).Environment,
    Settings = [.. args.Where(arg => arg != "--demo")],
    Demo = args.Contains("--demo"),
});
=======
using AiBridge.CommandLine;

return await BridgeCommands.RunAsync(args);
>>>>>>> management
