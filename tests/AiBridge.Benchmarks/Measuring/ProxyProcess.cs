using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using AiBridge.Benchmarks.Load;
using AiBridge.Benchmarks.Roles;

namespace AiBridge.Benchmarks.Measuring;

/// <summary>A child process in one of the roles; it ends when its standard input closes.</summary>
internal sealed class ProxyProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly HttpClient Client = new() { Timeout = Limit };

    private readonly Process _process;

    private ProxyProcess(Process process, string role, ReadyLine ready)
    {
        _process = process;
        Address = ready.Address;
        StartMilliseconds = ready.StartMilliseconds;
        if (ready.Control.Length > 0)
            Target = new ProxyTarget(role, IPEndPoint.Parse(new Uri(ready.Address).Authority), new Uri(ready.Control), role == BridgeRole.Name ? "/anthropic/v1/messages" : "/v1/messages", ready.Token);
    }

    public string Address { get; }

    public double StartMilliseconds { get; }

    /// <summary>Null for the upstream.</summary>
    public ProxyTarget? Target { get; }

    /// <summary>0 when it ended as it should; null while it runs.</summary>
    public int? ExitCode => _process.HasExited ? _process.ExitCode : null;

    public static Task<ProxyProcess> StartAsync(params string[] role) => StartAsync(Console.Error.WriteLine, role);

    /// <param name="heard">Called with every line the child writes to either output once it is ready.</param>
    /// <param name="role">Its arguments.</param>
    public static Task<ProxyProcess> StartAsync(Action<string> heard, params string[] role)
    {
        var binary = Environment.ProcessPath!;
        return StartBinaryAsync(binary, Path.GetFileNameWithoutExtension(binary) == "dotnet" ? [Assembly.GetExecutingAssembly().Location, .. role] : role, role[0], heard);
    }

    /// <summary>The bridge of an earlier build.</summary>
    public static Task<ProxyProcess> StartEarlierAsync(string binary, string upstream) =>
        StartBinaryAsync(binary, [BridgeRole.Name, upstream], BridgeRole.Name, Console.Error.WriteLine);

    private static async Task<ProxyProcess> StartBinaryAsync(string binary, string[] arguments, string role, Action<string> heard)
    {
        var start = new ProcessStartInfo(binary, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        // The background compiler's thread stays, so that its time can be told from the requests' to the end.
        start.Environment["DOTNET_TC_BackgroundWorkerTimeoutMs"] = "7FFFFFFF";
        // As in the product, hexadecimal; the bare forwarder has the runtime's defaults.
        if (role == BridgeRole.Name)
            start.Environment["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "F";
        var process = Process.Start(start)!;
        _ = PassOnAsync(process.StandardError, heard);
        using var limit = new CancellationTokenSource(Limit);
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (ReadyLine.TryRead(line) is not { } ready)
                continue;
            _ = PassOnAsync(process.StandardOutput, heard);
            await Console.Error.WriteLineAsync($"{role}: process {process.Id}, {ready.Address}");
            return new ProxyProcess(process, role, ready);
        }

        throw new InvalidOperationException($"the {role} process ended before it was ready");
    }

    public static async Task<ProcessFigures> FiguresAsync(ProxyTarget target, bool collected = false) =>
        (await Client.GetFromJsonAsync<ProcessFigures>(new Uri(target.Control, collected ? ProcessFigures.CollectedPath : ProcessFigures.Path)))!;

    /// <summary>What a child logs later is worth seeing, and would block it unread.</summary>
    private static async Task PassOnAsync(StreamReader output, Action<string> heard)
    {
        while (await output.ReadLineAsync() is { } line)
            heard(line);
    }

    /// <summary>Lets the child end by itself, and kills it when it does not.</summary>
    public async Task StopAsync()
    {
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (ExitCode is null)
            await StopAsync();
        _process.Dispose();
    }
}
