using System.Net.Sockets;
using System.Text;
using AiBridge.Exchanges;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Projects;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.Ingress;

/// <summary>A bridge with little memory for bodies: 12 MiB, of which eight are for large ones. A body of 4 MiB fits once for one token, and once for another.</summary>
internal sealed class MemoryFixture : IAsyncDisposable
{
    public const int Megabyte = 1024 * 1024;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private MemoryFixture(FakeUpstream upstream, Bridge bridge, FakeTimeProvider clock) => (Upstream, Bridge, Clock) = (upstream, bridge, clock);

    public FakeUpstream Upstream { get; }

    public Bridge Bridge { get; }

    public FakeTimeProvider Clock { get; }

    public BufferBudget Budget => Bridge.Services.GetRequiredService<BufferBudget>();

    public static async Task<MemoryFixture> StartAsync(object? limits = null)
    {
        var upstream = await FakeUpstream.StartAsync();
        var clock = new FakeTimeProvider();
        limits ??= new { MaxRequestBodyBytes = 4 * Megabyte, BufferedBytes = 12 * Megabyte, SlowClientSeconds = 60 };
        return new MemoryFixture(upstream, await Bridge.StartAsync(Config.For(upstream, new { Limits = limits, Logging = new { File = "logs/bridge.log" } }), clock: clock), clock);
    }

    public async Task<string> TokenAsync() => (await Bridge.IssueAsync(new NewToken(ProjectStore.DefaultId, "test", [PermissionNames.InvokeBridge]))).Secret.Reveal();

    /// <summary>A body of that many bytes, and its answer when it comes.</summary>
    public Task<HttpResponseMessage> SendAsync(int bytes, string? token = null, string path = Traffic.Messages) =>
        Bridge.SendAsync(Bridge.Post(path, Body(bytes), token));

    public static string Body(int bytes)
    {
        const string Rest = """{"model":"claude-test","input":"hello","messages":[{"role":"user","content":"hello"}],"padding":""}""";
        return Rest.Replace("\"padding\":\"\"", "\"padding\":\"" + new string('p', bytes - Rest.Length) + "\"", StringComparison.Ordinal);
    }

    /// <summary>The upstream has the next request and does not answer until <see cref="Answer"/>: it may have to be sent again.</summary>
    public Task HoldNextAsync()
    {
        TaskCompletionSource came = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Upstream.Expect(async context =>
        {
            await context.ReadAsync();
            came.TrySetResult();
            await _answer.Task;
            context.Response.ContentType = Answers.Json;
            await context.Response.WriteAsync(Traffic.AnthropicAnswer);
        });
        return came.Task.WaitAsync(Limit);
    }

    public void Answer() => _answer.TrySetResult();

    /// <summary>Lets time pass until it is done.</summary>
    public async Task<T> PassTimeUntilAsync<T>(Task<T> done, TimeSpan step)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!done.IsCompleted)
        {
            limit.Token.ThrowIfCancellationRequested();
            Clock.Advance(step);
            await Task.WhenAny(done, Task.Delay(TimeSpan.FromMilliseconds(2)));
        }

        return await done;
    }

    /// <summary>A request of which only so much of the body is sent.</summary>
    public async Task<NetworkStream> BeginAsync(int declared, int sent, string? token = null, string path = Traffic.Messages)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(System.Net.IPAddress.Loopback, new Uri(Bridge.Address).Port);
        var wire = new NetworkStream(socket, ownsSocket: true);
        await wire.WriteAsync(Encoding.UTF8.GetBytes($"POST {path} HTTP/1.1\r\nHost: localhost\r\nX-AiBridge-Token: {token ?? Bridge.ProjectToken}\r\nContent-Type: application/json\r\nContent-Length: {declared}\r\n\r\n"));
        await wire.WriteAsync(Encoding.UTF8.GetBytes(Body(declared)[..sent]));
        return wire;
    }

    /// <summary>The memory in use has reached that many bytes.</summary>
    public async Task UsedAsync(long bytes)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (Budget.Used != bytes)
            await Task.Delay(TimeSpan.FromMilliseconds(2), limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        Answer();
        await Bridge.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
