using AiBridge.CommandLine;

return await BridgeCommands.RunAsync(args);
