using System.Globalization;
using AiBridge.Benchmarks.Flood;
using AiBridge.Benchmarks.Measuring;
using AiBridge.Benchmarks.Roles;
using AiBridge.Benchmarks.Soak;

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
        await BridgeRole.RunAsync(upstream, TelemetryManner.Metrics);
        break;
    case [BridgeRole.Name, var upstream, var telemetry]:
        await BridgeRole.RunAsync(upstream, telemetry);
        break;
    case [CollectorRole.Name, var manner]:
        await CollectorRole.RunAsync(manner);
        break;
    case [BridgeRole.Name, var upstream, var providers, var projects]:
        await BridgeRole.RunAsync(upstream, int.Parse(providers, CultureInfo.InvariantCulture), int.Parse(projects, CultureInfo.InvariantCulture));
        break;
    case ["--scale", .. var rest]:
        await ScaleMeasurement.RunAsync(Plan.Parse(rest));
        break;
    case [TelemetryMeasurement.Switch, .. var rest]:
        await TelemetryMeasurement.RunAsync(Plan.Parse(rest));
        break;
    case [TelemetryMeasurement.CountSwitch]:
        await TelemetryMeasurement.CountAsync();
        break;
    case [SoakUpstreamRole.Name, var seed]:
        await new SoakUpstreamRole(int.Parse(seed, CultureInfo.InvariantCulture)).RunAsync();
        break;
    case [SoakBridgeRole.Name, var upstream, var telemetry]:
        await SoakBridgeRole.RunAsync(upstream, telemetry);
        break;
    case [FloodBridgeRole.Name, var upstream, var megabytes]:
        await FloodBridgeRole.RunAsync(upstream, megabytes);
        break;
    case [FloodPlan.Switch, .. var rest]:
        return await FloodRun.RunAsync(FloodPlan.Parse(rest));
    case [SoakPlan.Switch, .. var rest]:
        return await SoakRun.RunAsync(SoakPlan.Parse(rest));
    default:
        await Comparison.RunAsync(Plan.Parse(args));
        break;
}

return 0;
