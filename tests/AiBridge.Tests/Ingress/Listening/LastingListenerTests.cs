using System.Net;
using AiBridge.Ingress.Listening;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AiBridge.Tests.Ingress.Listening;

/// <summary>A real server, whose sockets fail as a test wants.</summary>
[Trait("Speed", "Slow")]
public sealed class LastingListenerTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ListLogger<Hearing> _log = new();
    private readonly Failing _sockets = new();
    private WebApplication _server = null!;
    private Hearing _hearing = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<SocketTransportFactory>();
        builder.Services.AddSingleton(provider => _hearing = new Hearing(provider.GetRequiredService<IHostApplicationLifetime>(), _clock, _log));
        builder.Services.AddHostedService(provider => provider.GetRequiredService<Hearing>());
        builder.Services.AddSingleton<IConnectionListenerFactory>(provider =>
        {
            _sockets.Inner = provider.GetRequiredService<SocketTransportFactory>();
            return new LastingListeners(_sockets, provider.GetRequiredService<Hearing>());
        });
        _server = builder.Build();
        _server.Run(context => context.Response.WriteAsync("heard"));
        await _server.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _server.StopAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Memory_that_is_not_there_for_a_while_makes_nobody_deaf()
    {
        _sockets.Failures = 3;
        (await AskAsync()).Should().Be("heard");

        var asking = AskAsync();
        await Eventually.Is(() => _hearing.IsFailing);
        (await CheckAsync()).Should().Be(HealthStatus.Unhealthy);
        await Eventually.Is(() =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return asking.IsCompleted;
        });

        (await asking).Should().Be("heard");
        (await CheckAsync()).Should().Be(HealthStatus.Healthy);
        _log.Entries.Select(entry => entry.Level).Should().Equal(LogLevel.Error, LogLevel.Information);
    }

    [Fact]
    public async Task Where_nothing_helps_the_process_ends()
    {
        _sockets.Failures = int.MaxValue;
        (await AskAsync()).Should().Be("heard");

        await EndsAsync();

        _log.Entries.Select(entry => entry.Level).Should().Equal(LogLevel.Error, LogLevel.Critical);
    }

    [Fact]
    public async Task A_socket_that_is_closed_ends_the_process()
    {
        _sockets.IsClosed = true;
        (await AskAsync()).Should().Be("heard");

        await EndsAsync();

        _log.Entries.Select(entry => entry.Level).Should().Equal(LogLevel.Critical);
    }

    [Fact]
    public async Task A_server_that_asks_for_no_connection_any_more_ends_the_process()
    {
        var listener = await new LastingListeners(_sockets, _hearing).BindAsync(new IPEndPoint(IPAddress.Loopback, 0));
        var accepting = listener.AcceptAsync().AsTask();
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.EndPoint);
        await using var connection = await accepting;

        await EndsAsync();

        _log.Entries.Select(entry => entry.Level).Should().Equal(LogLevel.Critical);
        await listener.DisposeAsync();
    }

    [Fact]
    public async Task A_stopped_server_is_not_lost()
    {
        (await AskAsync()).Should().Be("heard");

        await _server.StopAsync();

        _hearing.IsLost.Should().BeFalse();
        _log.Entries.Should().BeEmpty();
    }

    private async Task EndsAsync()
    {
        var stopping = _server.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        await Eventually.Is(() =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return stopping.IsCancellationRequested;
        });
        _hearing.IsLost.Should().BeTrue();
    }

    private async Task<HealthStatus> CheckAsync() => (await new ListenerHealthCheck(_hearing, _clock).CheckHealthAsync(new HealthCheckContext())).Status;

    private async Task<string> AskAsync()
    {
        using var client = new HttpClient();
        return await client.GetStringAsync(_server.Urls.First());
    }

    /// <summary>Behind the first connection what a test wants.</summary>
    private sealed class Failing : IConnectionListenerFactory
    {
        public IConnectionListenerFactory Inner { get; set; } = null!;

        public int Failures { get; set; }

        public bool IsClosed { get; set; }

        public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
            new Listener(await Inner.BindAsync(endpoint, cancellationToken), this);

        private sealed class Listener(IConnectionListener inner, Failing how) : IConnectionListener
        {
            private int _asked;

            public EndPoint EndPoint => inner.EndPoint;

            public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
            {
                if (_asked++ == 0)
                    return inner.AcceptAsync(cancellationToken);
                if (how.IsClosed)
                    return ValueTask.FromResult<ConnectionContext?>(null);
                return how.Failures-- > 0 ? throw Shortage.Planted() : inner.AcceptAsync(cancellationToken);
            }

            public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => inner.UnbindAsync(cancellationToken);

            public ValueTask DisposeAsync() => inner.DisposeAsync();
        }
    }
}
