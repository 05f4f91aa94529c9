using System.Net;
using AiBridge.Configuration;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Recording;
using AiBridge.Recording.Journaling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AiBridge.IntegrationTests.Management;

public sealed class HealthTests : IAsyncLifetime
{
    private Bridge _bridge = null!;

    public async Task InitializeAsync() => _bridge = await Bridge.StartAsync("{}");

    public Task DisposeAsync() => _bridge.DisposeAsync().AsTask();

    [Fact]
    public async Task A_running_bridge_lives_and_is_ready_without_a_token()
    {
        (await _bridge.Client.GetStringAsync("/health/live")).Should().Be($$"""{"status":"healthy","version":"{{ProductVersion.Text}}"}""");
        (await _bridge.Client.GetStringAsync("/health/ready")).Should().Be(Versioned("""{"status":"healthy","checks":{"database":"healthy","journal":"healthy","replay":"healthy","writer":"healthy","listener":"healthy"}}"""));
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Probes_may_ask_with_HEAD(string path)
    {
        var response = await _bridge.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        (await response.Content.ReadAsByteArrayAsync()).Should().BeEmpty();
        response.Headers.CacheControl!.NoStore.Should().BeTrue();
    }

    [Fact]
    public async Task A_bridge_without_its_database_is_not_ready_but_lives()
    {
        await using (var db = await _bridge.DbAsync())
            await db.Database.ExecuteSqlRawAsync("ALTER TABLE Projects RENAME TO Lost");

        await AssertNotReady(Versioned("""{"status":"unhealthy","checks":{"database":"unhealthy","journal":"healthy","replay":"healthy","writer":"healthy","listener":"healthy"},"details":{"database":"The database cannot be read."}}"""));
    }

    [Fact]
    public async Task A_bridge_that_cannot_write_its_journal_is_not_ready_until_it_can()
    {
        var journal = _bridge.Services.GetRequiredService<OwnerDirectory>().Path;
        Directory.Move(journal, journal + ".away");

        await AssertNotReady(Versioned("""{"status":"unhealthy","checks":{"database":"healthy","journal":"unhealthy","replay":"healthy","writer":"healthy","listener":"healthy"},"details":{"journal":"The journal cannot be written: requests that would be recorded are refused (recording_unavailable), at the latest when its current file is full."}}"""));

        Directory.Move(journal + ".away", journal);
        (await _bridge.Client.GetAsync("/health/ready")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_log_says_once_that_a_check_fails_and_once_that_it_works_again()
    {
        await using var bridge = await Bridge.StartAsync("""{"Logging":{"File":"logs/bridge.log"}}""");
        var journal = bridge.Services.GetRequiredService<OwnerDirectory>().Path;
        Directory.Move(journal, journal + ".away");
        for (var asked = 0; asked < 3; asked++)
            await bridge.Client.GetAsync("/health/ready");
        Directory.Move(journal + ".away", journal);
        for (var asked = 0; asked < 3; asked++)
            await bridge.Client.GetStringAsync("/health/ready");

        var lines = (await bridge.LogAsync()).Split('\n').Where(line => line.Contains("check", StringComparison.OrdinalIgnoreCase));
        lines.Should().SatisfyRespectively(fails => fails.Should().Contain("The readiness check of"), works => works.Should().Contain("works again"));
    }

    [Fact]
    public async Task A_bridge_that_serves_unrecorded_is_ready_and_says_so()
    {
        await using var bridge = await Bridge.StartAsync("""{"Recording":{"WhenUnavailable":"continue"}}""");
        var journal = bridge.Services.GetRequiredService<OwnerDirectory>().Path;
        Directory.Move(journal, journal + ".away");

        using var response = await bridge.Client.GetAsync("/health/ready");

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).Should().Be(
            Versioned("""{"status":"healthy","checks":{"database":"healthy","journal":"unhealthy","replay":"healthy","writer":"healthy","listener":"healthy"},"details":{"journal":"The journal cannot be written: requests are served but not recorded (Recording:WhenUnavailable is continue), at the latest when its current file is full."}}"""));
        Directory.Move(journal + ".away", journal);
    }

    [Fact]
    public async Task A_locked_database_does_not_bring_back_what_was_replayed_long_ago()
    {
        await using var bridge = await Bridge.StartAsync("""{"Providers":[{"Type":"anthropic"}]}""");
        await bridge.Services.GetRequiredService<InterceptionRecorder>().FlushAsync();
        await using var db = await bridge.DbAsync();
        await db.Database.OpenConnectionAsync();
        await db.Database.ExecuteSqlRawAsync("BEGIN IMMEDIATE");
        using var recorded = await bridge.Client.SendAsync(bridge.Post("/anthropic/v1/messages", """{"model":"m","max_tokens":1,"messages":[]}"""));

        (await bridge.Client.GetStringAsync("/health/ready")).Should().Be(Versioned("""{"status":"healthy","checks":{"database":"healthy","journal":"healthy","replay":"healthy","writer":"healthy","listener":"healthy"}}"""));

        await db.Database.ExecuteSqlRawAsync("COMMIT");
    }

    [Fact]
    public async Task A_bridge_that_is_going_down_is_not_ready()
    {
        _bridge.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        await AssertNotReady(Versioned("""{"status":"shutting_down","checks":{"database":"healthy","journal":"healthy","replay":"healthy","writer":"healthy","listener":"healthy"}}"""));
    }

    private static string Versioned(string body) => body.Replace("\"checks\":", $"\"version\":\"{ProductVersion.Text}\",\"checks\":");

    private async Task AssertNotReady(string body)
    {
        var response = await _bridge.Client.GetAsync("/health/ready");

        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await response.Content.ReadAsStringAsync()).Should().Be(body);
        (await _bridge.Client.GetAsync("/health/live")).StatusCode.Should().Be(HttpStatusCode.OK);
    }
}
