using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests;

public sealed class AiBridgeHostTests
{
    [Theory]
    [InlineData("/health/live")]
    [InlineData("/api/v1/usage")]
    [InlineData("/anthropic/v1/messages")]
    [InlineData("/nobody/knows/this")]
    public async Task No_answer_of_its_own_says_what_server_it_is(string path)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));

        using var response = await bridge.SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

        response.Headers.Server.Should().BeEmpty();
        response.Headers.Contains("X-Powered-By").Should().BeFalse();
    }
}
