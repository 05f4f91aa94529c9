namespace AiBridge.Configuration;

/// <summary>What the root settings must satisfy beyond the limits at each option.</summary>
internal static class BridgeRules
{
    public static void Check(BridgeOptions options, ConfigurationFaults faults)
    {
        var addresses = CheckListen(options.Listen, faults);
        CheckMetricsListen(options, faults);
        LogLevelRules.Read(options.Serilog, faults);
        if (BasePathProblem(options.BasePath) is { } problem)
            faults.Add(nameof(options.BasePath), problem);
        if (string.IsNullOrWhiteSpace(options.DataDirectory))
            faults.Add(nameof(options.DataDirectory), "must name a directory");
        foreach (var (index, entry) in options.Network.AllowedHosts.Index())
        {
            if (AllowedHost.Parse(entry) is null)
                faults.Add($"Network:AllowedHosts:{index}", $"\"{entry}\" must be a host name, *.suffix or an address, with a port if wished, or a network such as 10.1.0.0/16");
        }

        if (options.Limits is { BufferedBytes: > 0 } limits && limits.BufferedBytes < LimitsOptions.FewestBodies * limits.MaxRequestBodyBytes)
            faults.Add("Limits:BufferedBytes", $"must be 0, or at least {LimitsOptions.FewestBodies} times MaxRequestBodyBytes ({LimitsOptions.FewestBodies * limits.MaxRequestBodyBytes})");
        if (options.Auth.Mode == "none" && addresses.Any(address => !address.IsLoopback))
            faults.Add("Auth:Mode", "\"none\" is only allowed while every address in Listen is loopback (127.0.0.0/8, [::1], localhost)");
    }

    private static List<ListenAddress> CheckListen(string listen, ConfigurationFaults faults)
    {
        var addresses = new List<ListenAddress>();
        var urls = ListenAddress.Split(listen);
        if (urls.Count == 0)
            faults.Add("Listen", "must hold at least one address");
        foreach (var url in urls)
        {
            if (ListenAddress.Parse(url, out var problem) is { } address)
                addresses.Add(address);
            else
                faults.Add("Listen", $"\"{url}\" {problem}");
        }

        return addresses;
    }

    private static void CheckMetricsListen(BridgeOptions options, ConfigurationFaults faults)
    {
        var url = options.Telemetry.MetricsListen;
        if (url.Length == 0)
            return;
        if (ListenAddress.Parse(url, out var problem) is not { } address)
            faults.Add("Telemetry:MetricsListen", $"\"{url}\" {problem}");
        else if (address.Port == 0 || ListenAddress.Split(options.Listen).Any(other => ListenAddress.Parse(other, out _)?.Port == address.Port))
            faults.Add("Telemetry:MetricsListen", $"\"{url}\" must have a port of its own");
    }

    private static string? BasePathProblem(string path)
    {
        if (path.Length == 0)
            return null;
        if (!path.StartsWith('/') || path.EndsWith('/'))
            return "must be empty, or begin with / and not end with one";
        var segments = path[1..].Split('/');
        return segments.All(IsPlainSegment) ? null : "must be segments of letters, digits, - . _ ~ (no query, no escapes, no dot segments)";
    }

    // Anything else could be folded or escaped on its way here and would then not match.
    private static bool IsPlainSegment(string segment) =>
        segment is not ("" or "." or "..") && segment.All(c => char.IsAsciiLetterOrDigit(c) || "-._~".Contains(c, StringComparison.Ordinal));
}
