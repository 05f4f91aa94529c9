using System.Net;
using System.Text;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Tests;

namespace AiBridge.IntegrationTests.OAuth;

public sealed class TokenLifeTests
{
    [Fact]
    public async Task A_token_is_fetched_when_first_needed_and_then_kept()
    {
        await using var fixture = await OAuthFixture.StartAsync();
        (await fixture.HealthAsync()).GetProperty("state").GetString().Should().Be("unused");
        fixture.Tokens.Received.Should().BeEmpty();

        using var first = await fixture.AskAsync();
        (await fixture.SentAsync()).Should().Be("0001");

        var asked = fixture.Tokens.Received.Should().ContainSingle().Subject;
        asked.Target.Should().Be("/token");
        asked.Headers["Content-Type"].Should().Be("application/x-www-form-urlencoded");
        Encoding.UTF8.GetString(asked.Body).Should().Be($"grant_type=client_credentials&client_id={OAuthFixture.ClientId}&client_secret={OAuthFixture.ClientSecret}&scope=chat");
        var recorded = await fixture.Bridge.InterceptionAsync(first.InterceptionId());
        recorded.GetProperty("credentialHint").GetString().Should().Be("plan...0001");
        recorded.GetProperty("credentialKind").GetString().Should().Be("centralized");
        var health = await fixture.HealthAsync();
        health.GetProperty("state").GetString().Should().Be("valid");
        health.GetProperty("expiresAt").GetDateTimeOffset().Should().Be(fixture.Clock.GetUtcNow().AddHours(1));
    }

    [Theory]
    [InlineData("/claude/v1/messages")]
    [InlineData("/claude/v1/messages/count_tokens")]
    [InlineData("/lab/v1/responses")]
    public async Task Every_route_sends_it(string path)
    {
        await using var fixture = await OAuthFixture.StartAsync();

        (await fixture.SentAsync(path)).Should().Be("0001");

        fixture.Upstream.Received.Single().Headers.Should().NotContainKey("x-api-key");
    }

    [Fact]
    public async Task Many_first_requests_fetch_one()
    {
        await using var fixture = await OAuthFixture.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => fixture.AskAsync()));

        answers.Should().OnlyContain(answer => answer.StatusCode == HttpStatusCode.OK);
        fixture.Tokens.Received.Should().HaveCount(1);
    }

    [Fact]
    public async Task It_is_replaced_before_its_end_while_requests_go_on_with_it()
    {
        await using var fixture = await OAuthFixture.StartAsync();
        var (asked, go) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await fixture.SentAsync();
        fixture.Clock.Advance(TimeSpan.FromMinutes(58));
        (await fixture.SentAsync()).Should().Be("0001");
        fixture.Tokens.Received.Should().HaveCount(1, "it is too early");
        fixture.Tokens.Expect(async context =>
        {
            asked.TrySetResult();
            await go.Task;
            await fixture.IssueAsync(context);
        });

        fixture.Clock.Advance(TimeSpan.FromSeconds(61));

        (await fixture.SentAsync()).Should().Be("0001");
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(10));
        (await fixture.SentAsync()).Should().Be("0001", "another request is fetching the next");
        go.SetResult();
        await Eventually.Is(async () => await fixture.SentAsync() == "0002");
        fixture.Tokens.Received.Should().HaveCount(2);
    }

    [Theory]
    [InlineData("3600", 3600)]
    [InlineData("\"120\"", 120)]
    [InlineData(null, 300)]
    [InlineData("-5", 0)]
    public async Task An_expired_one_is_not_sent(string? expiresIn, int seconds)
    {
        await using var fixture = await OAuthFixture.StartAsync();
        fixture.ExpiresIn = expiresIn;
        await fixture.SentAsync();

        fixture.Clock.Advance(TimeSpan.FromSeconds(seconds));

        (await fixture.HealthAsync()).GetProperty("state").GetString().Should().Be("expired");
        (await fixture.SentAsync()).Should().Be("0002");
    }

    [Fact]
    public async Task A_reload_keeps_it_unless_the_client_changes()
    {
        await using var fixture = await OAuthFixture.StartAsync();
        await fixture.SentAsync();

        await fixture.ChangeAsync("chat", "client");
        (await fixture.SentAsync()).Should().Be("0001");
        await fixture.ChangeAsync("chat models", "client");
        (await fixture.SentAsync()).Should().Be("0002");
    }

    [Fact]
    public async Task Who_brings_a_credential_of_his_own_needs_none()
    {
        await using var fixture = await OAuthFixture.StartAsync();
        var request = fixture.Bridge.Post("/lab/v1/chat/completions", Traffic.ChatRequest);
        request.Headers.Authorization = null;
        request.Headers.Add("X-AiBridge-Token", fixture.Bridge.ProjectToken);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer callers-own-key-000001");

        await fixture.Bridge.SendAsync(request);

        fixture.Upstream.Received.Single().Headers["Authorization"].Should().Be("Bearer callers-own-key-000001");
        fixture.Tokens.Received.Should().BeEmpty();
    }
}
