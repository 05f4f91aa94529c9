namespace AiBridge.CommandLine;

/// <summary>What composition does for the commands, which know no more of it.</summary>
/// <param name="ServeAsync">Serves until the process is told to stop; the exit code. Faults are written to the writer.</param>
/// <param name="OpenStores">Configuration, database, projects and tokens without a server.</param>
internal sealed record CommandHost(Func<HostInputs, TextWriter, Task<int>> ServeAsync, Func<HostInputs, ServiceProvider> OpenStores);
