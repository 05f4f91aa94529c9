using System.Net.Sockets;
using AiBridge.IntegrationTests.House;

namespace AiBridge.IntegrationTests.Shutdown;

public sealed class LeftConnectionTests
{
    [Theory]
    [InlineData("POST /anthropic/v1/mess")]
    [InlineData("POST /anthropic/v1/messages HTTP/1.1\r\nHost: localhost\r\nX-Bri")]
    [InlineData("POST /anthropic/v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{")]
    public async Task A_connection_with_half_a_request_neither_holds_up_the_end_nor_takes_the_journals_time(string half)
    {
        await using var house = await DrainHouse.StartAsync(drainSeconds: 30);
        var address = new Uri(house.Bridge.Address);
        using var left = new TcpClient();
        await left.ConnectAsync(address.Host, address.Port);
        await left.GetStream().WriteAsync(Traffic.Utf8(half));
        using (var answer = await house.AskAsync(Traffic.Messages, Traffic.AnthropicRequest, ""))
            (await answer.Content.ReadAsStringAsync()).Should().Contain("message_stop");

        await house.Bridge.TerminateAsync();

        (await house.Bridge.ExitCodeAsync(TimeSpan.FromSeconds(15))).Should().Be(0, "no request is in flight");
        house.Segments.Should().BeEmpty("everything is in the database");
        var row = (await house.RowsAfterRestartAsync()).Should().ContainSingle().Subject;
        row.GetProperty("status").GetString().Should().Be("completed");
    }
}
