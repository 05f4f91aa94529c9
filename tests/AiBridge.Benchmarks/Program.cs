using AiBridge.Benchmarks.Measuring;
using AiBridge.Benchmarks.Roles;

// One binary, four processes: the parent makes the load and reads the figures; upstream and both proxies run on their own,
// so that a proxy's processor time is its process's.
switch (args)
{
    case [UpstreamRole.Name]:
        await UpstreamRole.RunAsync();
        break;
    case [BareRole.Name, var upstream]:
        await BareRole.RunAsync(upstream);
        break;
    case [BridgeRole.Name, var upstream]:
        await BridgeRole.RunAsync(upstream);
        break;
    default:
        await Comparison.RunAsync(Plan.Parse(args));
        break;
}
