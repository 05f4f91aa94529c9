using AiBridge.IntegrationTests.Hosting;
using Microsoft.AspNetCore.Http;

namespace AiBridge.IntegrationTests.Guard;

public sealed class PermissionTests
{
    [Theory]
    [InlineData(GuardFixture.Rebound, true)]
    [InlineData("REBOUND.example.com:{port}", true)]
    [InlineData("*.example.com", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.0.0.0/8", true)]
    [InlineData("127.0.0.1:{port}", true)]
    [InlineData("other.example.com", false)]
    [InlineData("rebound.example.com:1", false)]
    [InlineData("*.rebound.example.com", false)]
    [InlineData("127.0.0.2", false)]
    [InlineData("10.0.0.0/8", false)]
    public async Task A_host_that_is_named_may_be_private(string entry, bool allowed)
    {
        await using var fixture = await GuardFixture.StartAsync();
        await fixture.CreateReboundAsync();
        (await fixture.OutcomeAsync()).Should().Be("upstream_not_allowed");

        await fixture.AllowAsync(false, entry.Replace("{port}", $"{fixture.Port}", StringComparison.Ordinal));

        (await fixture.OutcomeAsync()).Should().Be(allowed ? "ok" : "upstream_not_allowed");
    }

    [Fact]
    public async Task A_permission_that_is_withdrawn_ends_the_use_of_open_connections_and_cuts_no_stream()
    {
        await using var fixture = await GuardFixture.StartAsync(allowPrivate: true);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await fixture.CreateReboundAsync();
        fixture.Upstream.Expect(async context =>
        {
            await context.ReadAsync();
            context.Response.ContentType = Answers.EventStream;
            await context.Response.WriteAsync(Family.Anthropic.Begin);
            await context.Response.Body.FlushAsync();
            await release.Task;
            await context.Response.WriteAsync(Family.Anthropic.Half + Family.Anthropic.Rest);
        });
        using var response = await fixture.Bridge.SendAsync(fixture.Bridge.Post("/rebound/v1/messages", Traffic.AnthropicRequest), HttpCompletionOption.ResponseHeadersRead);
        using var talk = new RelayedStream(response, await response.Content.ReadAsStreamAsync());
        await talk.ReadUntilAsync(Family.Anthropic.Begin);
        (await fixture.OutcomeAsync()).Should().Be("ok", "so that a connection is left open beside the stream's");

        await fixture.AllowAsync();

        (await fixture.OutcomeAsync()).Should().Be("upstream_not_allowed");
        release.SetResult();
        (await talk.ReadToEndAsync()).Should().BeTrue();
        talk.Text.Should().Be(Family.Anthropic.Begin + Family.Anthropic.Half + Family.Anthropic.Rest);
    }
}
