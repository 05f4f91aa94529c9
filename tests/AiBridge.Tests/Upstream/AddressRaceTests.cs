using System.Net;
using System.Net.Sockets;
using AiBridge.Upstream.Connecting;

namespace AiBridge.Tests.Upstream;

public sealed class AddressRaceTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _clock = new();

    [Theory]
    [InlineData("2001:db8::1 2001:db8::2 192.0.2.1 192.0.2.2", "2001:db8::1 192.0.2.1 2001:db8::2 192.0.2.2")]
    [InlineData("192.0.2.1 192.0.2.2 192.0.2.3 2001:db8::1", "192.0.2.1 2001:db8::1 192.0.2.2 192.0.2.3")]
    [InlineData("192.0.2.1 192.0.2.2", "192.0.2.1 192.0.2.2")]
    public void The_families_take_turns_and_the_preferred_is_first(string addresses, string order) =>
        AddressRace.Interleave([.. addresses.Split(' ').Select(IPAddress.Parse)]).Select(address => address.ToString()).Should().Equal(order.Split(' '));

    [Fact]
    public async Task One_that_refuses_does_not_wait_for_the_turn_of_the_next()
    {
        using var open = Listen();

        // The clock stands still.
        using var socket = await new AddressRace(_clock).ConnectAsync([IPAddress.Parse("127.0.0.9"), IPAddress.Loopback], Port(open), CancellationToken.None).WaitAsync(Limit);

        socket.RemoteEndPoint.Should().Be(new IPEndPoint(IPAddress.Loopback, Port(open)));
    }

    [Fact]
    public async Task When_all_refuse_the_last_ones_fault_is_told()
    {
        using var open = Listen();
        var port = Port(open);
        open.Dispose();

        var connecting = () => new AddressRace(_clock).ConnectAsync([IPAddress.Loopback, IPAddress.Parse("127.0.0.9")], port, CancellationToken.None).WaitAsync(Limit);

        (await connecting.Should().ThrowAsync<SocketException>()).Which.SocketErrorCode.Should().Be(SocketError.ConnectionRefused);
    }

    private static Socket Listen()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        return socket;
    }

    private static int Port(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;
}
