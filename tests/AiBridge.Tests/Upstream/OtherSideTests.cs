using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using AiBridge.Upstream.Connecting;

namespace AiBridge.Tests.Upstream;

/// <summary>What the system tells of a connection.</summary>
public sealed class OtherSideTests : IAsyncLifetime
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Socket _here = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private Socket _there = null!;

    public async Task InitializeAsync()
    {
        _listener.Server.ReceiveBufferSize = 16 * 1024;
        _listener.Start();
        await _here.ConnectAsync(_listener.LocalEndpoint);
        _there = await _listener.AcceptSocketAsync();
    }

    public Task DisposeAsync()
    {
        _listener.Dispose();
        _here.Dispose();
        _there.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task What_is_answered_when_all_had_come_over_is_not_early()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var stream = new NetworkStream(_here);
        var otherSide = OtherSide.Of(stream);
        var buffer = new byte[4096];
        for (var i = 1; i <= 2_000; i++)
        {
            await _here.SendAsync(buffer.AsMemory(0, i));
            for (var come = 0; come < i;)
                come += await _there.ReceiveAsync(buffer);
            await _there.SendAsync(buffer.AsMemory(0, 1));
            await _here.ReceiveAsync(buffer);

            otherSide!.Look().IsOnItsWay.Should().BeFalse();
        }
    }

    [Fact]
    public async Task What_comes_before_that_is()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var secured = new SslStream(new NetworkStream(_here));
        var otherSide = OtherSide.Of(secured);
        _here.Blocking = false;
        var more = new byte[256 * 1024];
        while (_here.Send(more, SocketFlags.None, out _) > 0)
        {
            // Until nothing more goes in.
        }

        await _there.SendAsync(more.AsMemory(0, 1));
        _here.Blocking = true;
        await _here.ReceiveAsync(more);

        otherSide!.Look().IsOnItsWay.Should().BeTrue();
    }

    [Fact]
    public async Task What_has_come_over_is_counted()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var stream = new NetworkStream(_here);
        var otherSide = OtherSide.Of(stream)!;
        var buffer = new byte[1000];
        await stream.WriteAsync(buffer);
        await _there.ReceiveAsync(buffer);
        await _there.SendAsync(buffer.AsMemory(0, 1));
        (await stream.ReadAsync(buffer)).Should().Be(1);
        var before = otherSide.Look().Bytes;
        await stream.WriteAsync(buffer);
        await _there.ReceiveAsync(buffer);
        await _there.SendAsync(buffer.AsMemory(0, 1));
        (await stream.ReadAsync(buffer)).Should().Be(1);

        before.Should().BeGreaterThanOrEqualTo(1000);
        (otherSide.Look().Bytes - before).Should().Be(1000);
    }

    [Fact]
    public async Task Who_waits_for_an_acknowledgement_before_it_says_more_need_not()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var stream = new NetworkStream(_here);
        var otherSide = OtherSide.Of(stream)!;
        var buffer = new byte[64];
        for (var i = 0; i < 40; i++)
        {
            await stream.WriteAsync(buffer);
            await _there.ReceiveAsync(buffer);
            await _there.SendAsync(buffer);
            (await stream.ReadAsync(buffer)).Should().Be(64);
            otherSide.Acknowledge();
            otherSide.HasSaidMore().Should().BeFalse();

            await _there.SendAsync(buffer.AsMemory(0, 1));

            otherSide.HasSaidMore().Should().BeTrue();
            (await stream.ReadAsync(buffer)).Should().Be(1);
        }
    }

    [Fact]
    public void A_closed_connection_tells_nothing()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var stream = new NetworkStream(_here);
        var otherSide = OtherSide.Of(stream)!;
        _here.Dispose();

        otherSide.HasSaidMore().Should().BeFalse();
        otherSide.Look().Should().Be(default(Receipt));
        otherSide.Acknowledge();
    }

    [Fact]
    public void Nothing_is_told_of_what_is_no_socket() => OtherSide.Of(new MemoryStream()).Should().BeNull();

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n\r\n", 27)]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n{}", 58)]
    [InlineData("POST / HTTP/1.1\r\nX-Content-Length: 9\r\nContent-Length: 0\r\n\r\n", 59)]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\n\r\nx\r\nContent-Length: 10\r\n\r\n", 28)]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n", 0)]
    [InlineData("POST / HTTP/1.1\r\nHost: a", 0)]
    public void A_request_says_how_long_it_is(string beginning, long length) => RequestLength.Of(System.Text.Encoding.ASCII.GetBytes(beginning), out _).Should().Be(length);
}
