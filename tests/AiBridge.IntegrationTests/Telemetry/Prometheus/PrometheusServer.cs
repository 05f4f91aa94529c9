using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Tests;
using AiBridge.Tests.Telemetry.Shipped;

namespace AiBridge.IntegrationTests.Telemetry.Prometheus;

/// <summary>A real Prometheus with the shipped configuration and rules, which scrapes a bridge every second.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder;
    private readonly HttpClient _client;

    private PrometheusServer(Process process, DirectoryInfo folder, string address)
    {
        (_process, _folder) = (process, folder);
        _client = new HttpClient { BaseAddress = new Uri($"http://{address}"), Timeout = TimeSpan.FromSeconds(10) };
    }

    public static async Task<PrometheusServer> StartAsync(Bridge bridge)
    {
        var folder = Directory.CreateTempSubdirectory("aibridge-prometheus-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "prometheus.yml"), Configuration(bridge));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, Path.GetFileName(AlertRule.File)), RepositoryRoot.Read(AlertRule.File));
        var address = FreeAddress();
        var process = Process.Start(new ProcessStartInfo("prometheus", ["--config.file=prometheus.yml", "--storage.tsdb.path=data", $"--web.listen-address={address}", "--log.level=error"])
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardError = true,
        })!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        var server = new PrometheusServer(process, folder, address);
        await Eventually.Is(server.IsReadyAsync);
        return server;
    }

    /// <summary>Has scraped all that the bridge has counted so far.</summary>
    public async Task CatchUpAsync(Bridge bridge)
    {
        var ended = (await Scrape.OfAsync(bridge)).Sum("aibridge_interceptions_total");
        await Eventually.Is(async () => Values(await QueryAsync("sum(aibridge_interceptions_total)")).SequenceEqual([ended!.Value]));
    }

    /// <summary>What is found for a query now: elements of Prometheus' own answer.</summary>
    public async Task<IReadOnlyList<JsonElement>> QueryAsync(string query)
    {
        using var response = await _client.GetAsync(new Uri($"/api/v1/query?query={Uri.EscapeDataString(query)}", UriKind.Relative));
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.Should().BeTrue("{0}: {1}", query, text);
        return [.. JsonDocument.Parse(text).RootElement.GetProperty("data").GetProperty("result").EnumerateArray()];
    }

    /// <summary>Rules as they stand once each has been evaluated after now.</summary>
    public async Task<IReadOnlyList<JsonElement>> EvaluatedAsync()
    {
        var now = DateTimeOffset.UtcNow;
        IReadOnlyList<JsonElement> rules = [];
        await Eventually.Is(async () => (rules = await RulesAsync()).All(rule => rule.GetProperty("lastEvaluation").GetDateTimeOffset() > now));
        return rules;
    }

    /// <summary>The numbers of what was found.</summary>
    public static IEnumerable<double> Values(IEnumerable<JsonElement> found) =>
        found.Select(element => double.Parse(element.GetProperty("value")[1].GetString()!.Replace("Inf", "Infinity"), CultureInfo.InvariantCulture));

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>The shipped one with another target, in a hurry.</summary>
    private static string Configuration(Bridge bridge)
    {
        var text = RepositoryRoot.Read("config/prometheus/prometheus.yml");
        foreach (var (shipped, here) in ((string, string)[])
        [
            ("\"bridge:9464\"", $"\"{new Uri(bridge.Address).Authority}\""),
            ("_interval: 15s", "_interval: 1s"),
            ("    static_configs:", $"    authorization: {{ credentials: {bridge.AdminToken} }}\n    static_configs:"),
        ])
        {
            text.Should().Contain(shipped);
            text = text.Replace(shipped, here, StringComparison.Ordinal);
        }

        return text;
    }

    private async Task<IReadOnlyList<JsonElement>> RulesAsync()
    {
        var groups = JsonDocument.Parse(await _client.GetStringAsync(new Uri("/api/v1/rules", UriKind.Relative))).RootElement.GetProperty("data").GetProperty("groups");
        return [.. groups.EnumerateArray().SelectMany(group => group.GetProperty("rules").EnumerateArray())];
    }

    private static string FreeAddress()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        return taken.LocalEndpoint.ToString()!;
    }

    private async Task<bool> IsReadyAsync()
    {
        _process.HasExited.Should().BeFalse("Prometheus starts with the shipped configuration");
        try
        {
            using var response = await _client.GetAsync(new Uri("/-/ready", UriKind.Relative));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
