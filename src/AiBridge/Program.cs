using AiBridge;

return await AiBridgeHost.RunAsync(args);
