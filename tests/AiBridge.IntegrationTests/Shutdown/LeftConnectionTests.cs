using System.Net.Sockets;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Shutdown;

public sealed class LeftConnectionTests
{
    [Theory]
    [InlineData("POST /anthropic/v1/mess")]
    [InlineData("POST /anthropic/v1/messages HTTP/1.1\r\nHost: localhost\r\nX-Bri")]
    [InlineData("POST /anthropic/v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{")]
    public async Task A_connection_with_half_a_request_neither_holds_up_the_end_nor_takes_the_journals_time(string half)
    {
        await using var fixture = await DrainFixture.StartAsync(drainSeconds: 30);
        var address = new Uri(fixture.Bridge.Address);
        using var left = new TcpClient();
        await left.ConnectAsync(address.Host, address.Port);
        await left.GetStream().WriteAsync(Traffic.Utf8(half));
        using (var answer = await fixture.AskAsync(Traffic.Messages, Traffic.AnthropicRequest, ""))
            (await answer.Content.ReadAsStringAsync()).Should().Contain("message_stop");

        await fixture.Bridge.TerminateAsync();

        (await fixture.Bridge.ExitCodeAsync(TimeSpan.FromSeconds(15))).Should().Be(0, "no request is in flight");
        fixture.Segments.Should().BeEmpty("everything is in the database");
        var row = (await fixture.RowsAfterRestartAsync()).Should().ContainSingle().Subject;
        row.GetProperty("status").GetString().Should().Be("completed");
    }
}
