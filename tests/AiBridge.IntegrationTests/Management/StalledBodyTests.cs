using AiBridge.IntegrationTests.Ingress;

namespace AiBridge.IntegrationTests.Management;

public sealed class StalledBodyTests
{
    // The server by itself cuts such a body too, later.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_body_that_stalls_is_refused_when_the_bridge_waits_no_longer_and_not_when_the_server_does()
    {
        await using var fixture = await MemoryFixture.StartAsync(new { SlowClientSeconds = 5 });
        using var unfinished = await fixture.BeginAsync(2000, 500, fixture.Bridge.AdminToken, "/api/v1/projects");

        using var answer = new StreamReader(unfinished);
        var told = await fixture.PassTimeUntilAsync(answer.ReadToEndAsync(), TimeSpan.FromMilliseconds(200)).WaitAsync(Limit);

        told.Should().StartWith("HTTP/1.1 408 ").And.Contain("application/problem+json").And.Contain("\"code\":\"invalid_request\"").And.Contain("Connection: close");
        (await fixture.Bridge.LogAsync()).Should().NotContain("\"Level\":\"Error\"");
    }
}
