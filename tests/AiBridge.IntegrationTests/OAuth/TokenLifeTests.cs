using System.Net;
using System.Text;
using AiBridge.IntegrationTests.House;
using AiBridge.Tests;

namespace AiBridge.IntegrationTests.OAuth;

public sealed class TokenLifeTests
{
    [Fact]
    public async Task A_token_is_fetched_when_first_needed_and_then_kept()
    {
        await using var house = await OAuthHouse.StartAsync();
        (await house.HealthAsync()).GetProperty("state").GetString().Should().Be("unused");
        house.Tokens.Received.Should().BeEmpty();

        using var first = await house.AskAsync();
        (await house.SentAsync()).Should().Be("0001");

        var asked = house.Tokens.Received.Should().ContainSingle().Subject;
        asked.Target.Should().Be("/token");
        asked.Headers["Content-Type"].Should().Be("application/x-www-form-urlencoded");
        Encoding.UTF8.GetString(asked.Body).Should().Be($"grant_type=client_credentials&client_id={OAuthHouse.ClientId}&client_secret={OAuthHouse.ClientSecret}&scope=chat");
        var recorded = await house.Bridge.InterceptionAsync(first.InterceptionId());
        recorded.GetProperty("credentialHint").GetString().Should().Be("plan...0001");
        recorded.GetProperty("credentialKind").GetString().Should().Be("centralized");
        var health = await house.HealthAsync();
        health.GetProperty("state").GetString().Should().Be("valid");
        health.GetProperty("expiresAt").GetDateTimeOffset().Should().Be(house.Clock.GetUtcNow().AddHours(1));
    }

    [Theory]
    [InlineData("/claude/v1/messages")]
    [InlineData("/claude/v1/messages/count_tokens")]
    [InlineData("/lab/v1/responses")]
    public async Task Every_route_sends_it(string path)
    {
        await using var house = await OAuthHouse.StartAsync();

        (await house.SentAsync(path)).Should().Be("0001");

        house.Upstream.Received.Single().Headers.Should().NotContainKey("x-api-key");
    }

    [Fact]
    public async Task Many_first_requests_fetch_one()
    {
        await using var house = await OAuthHouse.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => house.AskAsync()));

        answers.Should().OnlyContain(answer => answer.StatusCode == HttpStatusCode.OK);
        house.Tokens.Received.Should().HaveCount(1);
    }

    [Fact]
    public async Task It_is_replaced_before_its_end_while_requests_go_on_with_it()
    {
        await using var house = await OAuthHouse.StartAsync();
        var (asked, go) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await house.SentAsync();
        house.Clock.Advance(TimeSpan.FromMinutes(58));
        (await house.SentAsync()).Should().Be("0001");
        house.Tokens.Received.Should().HaveCount(1, "it is too early");
        house.Tokens.Expect(async context =>
        {
            asked.TrySetResult();
            await go.Task;
            await house.IssueAsync(context);
        });

        house.Clock.Advance(TimeSpan.FromSeconds(61));

        (await house.SentAsync()).Should().Be("0001");
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(10));
        (await house.SentAsync()).Should().Be("0001", "another request is fetching the next");
        go.SetResult();
        await Eventually.Is(async () => await house.SentAsync() == "0002");
        house.Tokens.Received.Should().HaveCount(2);
    }

    [Theory]
    [InlineData("3600", 3600)]
    [InlineData("\"120\"", 120)]
    [InlineData(null, 300)]
    [InlineData("-5", 0)]
    public async Task An_expired_one_is_not_sent(string? expiresIn, int seconds)
    {
        await using var house = await OAuthHouse.StartAsync();
        house.ExpiresIn = expiresIn;
        await house.SentAsync();

        house.Clock.Advance(TimeSpan.FromSeconds(seconds));

        (await house.HealthAsync()).GetProperty("state").GetString().Should().Be("expired");
        (await house.SentAsync()).Should().Be("0002");
    }

    [Fact]
    public async Task A_reload_keeps_it_unless_the_client_changes()
    {
        await using var house = await OAuthHouse.StartAsync();
        await house.SentAsync();

        await house.ChangeAsync("chat", "client");
        (await house.SentAsync()).Should().Be("0001");
        await house.ChangeAsync("chat models", "client");
        (await house.SentAsync()).Should().Be("0002");
    }

    [Fact]
    public async Task Who_brings_a_credential_of_his_own_needs_none()
    {
        await using var house = await OAuthHouse.StartAsync();
        var request = house.Bridge.Post("/lab/v1/chat/completions", Traffic.ChatRequest);
        request.Headers.Authorization = null;
        request.Headers.Add("X-AiBridge-Token", house.Bridge.ProjectToken);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer callers-own-key-000001");

        await house.Bridge.SendAsync(request);

        house.Upstream.Received.Single().Headers["Authorization"].Should().Be("Bearer callers-own-key-000001");
        house.Tokens.Received.Should().BeEmpty();
    }
}
