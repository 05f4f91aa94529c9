using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using AiBridge.Benchmarks.Roles;

namespace AiBridge.Benchmarks.Measuring;

/// <summary>What many providers cost: a bridge with one beside a bridge with 1,000 server-wide ones and 200 projects with two of their own each.</summary>
internal static class ScaleMeasurement
{
    private const int Providers = 1_000;
    private const int Projects = 200;
    private const int Changes = 60;

    public static async Task RunAsync(Plan plan)
    {
        await using var upstream = await ProxyProcess.StartAsync(UpstreamRole.Name);
        await using var few = await ProxyProcess.StartAsync(BridgeRole.Name, upstream.Address);
        await using var many = await ProxyProcess.StartAsync(BridgeRole.Name, upstream.Address, $"{Providers}", $"{Projects}");
        await WarmUp.RunAsync(few.Target!);
        await WarmUp.RunAsync(many.Target!);
        var load = CpuLoad.All[0];
        var cost = await CpuMeasurement.RunAsync(load, plan, few.Target!, many.Target!);
        var (server, project) = (await ChangeAsync(many, HttpMethod.Put, "/api/v1/providers/crowd-500", i => new { displayName = $"Crowd {i}" }), await ChangeAsync(many, HttpMethod.Patch, "/api/v1/ai-providers/aip_100_lab", i => new { name = $"Lab {i}" }));
        Line($"| | one provider | {Providers} providers, {Projects} projects with two each |");
        Line($"|---|--:|--:|");
        Line($"| start until it serves, ms | {few.StartMilliseconds:F0} | {many.StartMilliseconds:F0} |");
        Line($"| CPU µs a request, {load.Name} (ratio {cost.Ratio:F2}) | {cost.Bare.Microseconds:F0} | {cost.Bridge.Microseconds:F0} |");
        Line($"| a change of a server-wide provider, in force when answered: ms median / longest of {Changes} | | {server.Median:F1} / {server.Longest:F1} |");
        Line($"| a change of a project's provider | | {project.Median:F1} / {project.Longest:F1} |");
    }

    private static async Task<(double Median, double Longest)> ChangeAsync(ProxyProcess bridge, HttpMethod method, string path, Func<int, object> body)
    {
        using var client = new HttpClient { BaseAddress = new Uri(bridge.Address), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", BridgeRole.AdminToken) } };
        var times = new List<double>();
        for (var i = -5; i < Changes; i++)
        {
            var started = Stopwatch.GetTimestamp();
            using var response = await client.SendAsync(new HttpRequestMessage(method, path) { Content = JsonContent.Create(body(i)) });
            response.EnsureSuccessStatusCode();
            if (i >= 0)
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return (CpuMeasurement.Median(times), times.Max());
    }

    private static void Line(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
