using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AiBridge.IntegrationTests.Hosting;

/// <summary>The product as a process of its own, so that it can be killed.</summary>
internal sealed partial class BridgeProcess : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines;

    private BridgeProcess(Process process, string address, Wire wire, ConcurrentQueue<string> lines)
    {
        (_process, _lines) = (process, lines);
        Address = address;
        Client = new HttpClient(wire.Speak(new SocketsHttpHandler { MaxConnectionsPerServer = 200 })) { BaseAddress = new Uri(address), Timeout = Limit };
    }

    public string Address { get; }

    public HttpClient Client { get; }

    public int Id => _process.Id;

    /// <summary>What it has said on its console.</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    /// <param name="folder">Holds <c>config/aibridge.json</c> and the data.</param>
    /// <param name="adminToken">Becomes the administrator token.</param>
    /// <param name="certificates">A file of certificate authorities to trust.</param>
    /// <param name="wire">What it listens for, and what <see cref="Client"/> speaks.</param>
    /// <param name="proxy">Its <c>HTTPS_PROXY</c>; null is none.</param>
    /// <param name="environment">Further environment variables.</param>
    /// <param name="largestFile">Kilobytes that no file of the process may grow beyond; null is no limit.</param>
    public static async Task<BridgeProcess> StartAsync(
        string folder, string adminToken, string? certificates = null, Wire wire = Wire.Plain, string? proxy = null, IReadOnlyDictionary<string, string>? environment = null, int? largestFile = null)
    {
        var start = new ProcessStartInfo(largestFile is null ? "dotnet" : "bash")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["AIBRIDGE_ADMIN_TOKEN"] = adminToken },
        };
        // Not those of the machine that the tests run on.
        foreach (var name in new[] { "HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY" })
        {
            start.Environment.Remove(name);
            start.Environment.Remove(name.ToLowerInvariant());
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        if (largestFile is not null)
        {
            foreach (var word in (string[])["-c", $"ulimit -S -f {largestFile.Value.ToString(CultureInfo.InvariantCulture)}; exec dotnet \"$@\"", "bash"])
                start.ArgumentList.Add(word);
            // The runtime would map its code from a file that is larger.
            start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        }

        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "AiBridge.dll"));
        foreach (var setting in wire.Settings(folder))
            start.ArgumentList.Add(setting);
        if (certificates is not null)
            start.Environment["SSL_CERT_FILE"] = certificates;
        if (proxy is not null)
            start.Environment["HTTPS_PROXY"] = proxy;
        var process = Process.Start(start)!;
        var address = new TaskCompletionSource<string>();
        var lines = new ConcurrentQueue<string>();
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { } said)
                lines.Enqueue(said);
            if (line.Data is { } text && ListensOn().Match(text) is { Success: true } match)
                address.TrySetResult(match.Groups[1].Value);
        };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new BridgeProcess(process, await address.Task.WaitAsync(Limit), wire, lines);
    }

    public HttpRequestMessage Post(string path, string body, string token) => new(HttpMethod.Post, path)
    {
        Headers = { { "X-AiBridge-Token", token } },
        Content = new StringContent(body),
    };

    public async Task<IReadOnlyList<JsonElement>> AllInterceptionsAsync(string token)
    {
        var all = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/interceptions?limit=200{(cursor is null ? "" : "&cursor=" + cursor)}") { Headers = { { "X-AiBridge-Token", token } } };
            using var response = await Client.SendAsync(request);
            response.StatusCode.Should().Be(HttpStatusCode.OK);
            var page = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
            all.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);
        return all;
    }

    /// <summary>Until the server says that it is ready: the journal of the killed process is then in the database.</summary>
    public async Task ReadyAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        while ((await Client.GetAsync(new Uri("/health/ready", UriKind.Relative), limit.Token)).StatusCode != HttpStatusCode.OK)
        {
        }
    }

    /// <summary>SIGTERM; returns when the signal is sent.</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync().WaitAsync(Limit);
    }

    /// <summary>The exit code; fails when the process has not ended within the time.</summary>
    public async Task<int> ExitCodeAsync(TimeSpan within)
    {
        await _process.WaitForExitAsync().WaitAsync(within);
        return _process.ExitCode;
    }

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit((int)Limit.TotalMilliseconds).Should().BeTrue();
    }

    public void Dispose()
    {
        Client.Dispose();
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }

    [GeneratedRegex("AiBridge listens on (https?://[^ ]+)")]
    private static partial Regex ListensOn();
}
