using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using AiBridge.Benchmarks.Load;
using AiBridge.Benchmarks.Measuring;
using AiBridge.Benchmarks.Roles;

namespace AiBridge.Benchmarks.Flood;

/// <summary>Small requests of one token first alone, then while others' large bodies come without end: how long they take, and how much memory the bridge has.</summary>
internal static class FloodRun
{
    private const int Tokens = 4;
    private const double MostOver = 1.2;
    private const double MostSlower = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Sample = TimeSpan.FromMilliseconds(250);

    /// <summary>The exit code: 0 when memory and times hold.</summary>
    public static async Task<int> RunAsync(FloodPlan plan)
    {
        await using var upstream = await ProxyProcess.StartAsync(UpstreamRole.Name);
        await using var bridge = await ProxyProcess.StartAsync(FloodBridgeRole.Name, upstream.Address, plan.BudgetMegabytes.ToString(CultureInfo.InvariantCulture));
        var target = bridge.Target! with { Path = "/anthropic/v1/messages" };
        var tokens = await TokensAsync(bridge.Address);
        await SmallAsync(target, TimeSpan.FromSeconds(3));
        var quiet = await SmallAsync(target, TimeSpan.FromSeconds(plan.Seconds / 5.0));

        var before = await ProxyProcess.FiguresAsync(target);
        using var end = new CancellationTokenSource();
        var callers = Enumerable.Range(0, plan.Connections).Select(number => new FloodCaller(target.Address, tokens[number % Tokens], number)).ToList();
        var flood = callers.ConvertAll(caller => Task.Run(() => caller.RunAsync(end.Token)));
        var peak = PeakAsync(target, end.Token);
        var busy = await SmallAsync(target, TimeSpan.FromSeconds(plan.Seconds));
        await end.CancelAsync();
        await Task.WhenAll(flood);
        Console.WriteLine(FormattableString.Invariant($"before: {before.WorkingSetBytes / 1048576.0:F0} MiB resident, {before.HeapBytes / 1048576.0:F0} MiB managed"));
        return Report(plan, quiet, busy, await peak, callers);
    }

    private static async Task<string[]> TokensAsync(string address)
    {
        using var client = new HttpClient { BaseAddress = new Uri(address) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", BridgeRole.AdminToken);
        var tokens = new string[Tokens];
        for (var number = 0; number < Tokens; number++)
        {
            using var made = await client.PostAsJsonAsync("/api/v1/projects/prj_default/tokens", new { name = $"flood {number}", permissions = new[] { "bridge:Invoke" } });
            made.EnsureSuccessStatusCode();
            tokens[number] = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
        }

        return tokens;
    }

    /// <summary>Milliseconds of each, sorted; one that fails ends the run.</summary>
    private static async Task<List<double>> SmallAsync(ProxyTarget target, TimeSpan length)
    {
        var request = target.Request("""{"model":"claude-test","max_tokens":1,"messages":[{"role":"user","content":"hello"}]}"""u8, Manner.Blocking);
        var times = new List<double>();
        using var connection = await KeepAliveConnection.OpenAsync(target.Address, CancellationToken.None);
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < length;)
        {
            var sent = Stopwatch.GetTimestamp();
            await connection.ExchangeAsync(request, CancellationToken.None);
            times.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            await Task.Delay(Pause);
        }

        times.Sort();
        return times;
    }

    private static async Task<(double Resident, double Heap)> PeakAsync(ProxyTarget target, CancellationToken cancellation)
    {
        var (resident, heap) = (0.0, 0.0);
        while (!cancellation.IsCancellationRequested)
        {
            var figures = await ProxyProcess.FiguresAsync(target);
            (resident, heap) = (Math.Max(resident, figures.WorkingSetBytes / 1048576.0), Math.Max(heap, figures.HeapBytes / 1048576.0));
            await Task.Delay(Sample, CancellationToken.None);
        }

        return (resident, heap);
    }

    private static int Report(FloodPlan plan, List<double> quiet, List<double> busy, (double Resident, double Heap) peak, List<FloodCaller> callers)
    {
        var answers = callers.SelectMany(caller => caller.Answers).GroupBy(answer => answer.Key, answer => answer.Value).OrderBy(status => status.Key);
        var (before, during) = (quiet[quiet.Count * 99 / 100], busy[busy.Count * 99 / 100]);
        Console.WriteLine(FormattableString.Invariant($"{plan.Connections} connections with bodies of 32 MiB for {plan.Seconds} s: {string.Join(", ", answers.Select(status => $"{status.Sum()} x {status.Key}"))} (0: no answer)"));
        Console.WriteLine(FormattableString.Invariant($"memory: budget {plan.BudgetMegabytes} MiB, peak {peak.Resident:F0} MiB resident, {peak.Heap:F0} MiB managed"));
        Console.WriteLine(FormattableString.Invariant($"small requests: quiet {quiet.Count}, p50 {quiet[quiet.Count / 2]:F2} ms, p99 {before:F2} ms; in the flood {busy.Count}, p50 {busy[busy.Count / 2]:F2} ms, p99 {during:F2} ms, longest {busy[^1]:F0} ms"));
        var holds = peak.Resident <= MostOver * plan.BudgetMegabytes && during <= MostSlower * before;
        Console.WriteLine(holds ? "holds" : FormattableString.Invariant($"does not hold: at most {MostOver * plan.BudgetMegabytes:F0} MiB and {MostSlower * before:F1} ms"));
        return holds ? 0 : 1;
    }
}
