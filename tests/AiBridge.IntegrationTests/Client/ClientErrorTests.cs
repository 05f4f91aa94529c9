using System.Net;
using System.Text.Json.Nodes;
using AiBridge.Client;
using AiBridge.Contracts.Projects;
using AiBridge.Contracts.Providers;
using AiBridge.Contracts.Records;
using AiBridge.Contracts.Secrets;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Client;

/// <summary>What a refusal says to the program.</summary>
public sealed class ClientErrorTests(ClientFixture fixture) : IClassFixture<ClientFixture>
{
    [Fact]
    public async Task Every_fault_of_a_body_is_named_by_its_field_and_the_audit_log_knows_the_request()
    {
        var refused = await RefusedAsync(() => fixture.Admin.Providers.CreateAsync(new NewProviderBodyDto { Name = "Not A Name", Type = "anthropic", MaxRetries = 99 }));

        (refused.Status, refused.Code).Should().Be((HttpStatusCode.BadRequest, "invalid_request"));
        refused.Errors.Select(fault => fault.Field).Should().BeEquivalentTo("name", "maxRetries");
        refused.Errors.Should().OnlyContain(fault => fault.Problem.Contains("must be"));
        refused.RequestId.Should().NotBeNullOrEmpty();
        (await fixture.Admin.Audit.ListAsync().Take(5).ToListAsync()).Select(entry => entry.RequestId).Should().Contain(refused.RequestId);
    }

    [Fact]
    public async Task A_faulty_parameter_is_named()
    {
        var refused = await RefusedAsync(() => fixture.Admin.Interceptions.PageAsync(new InterceptionFilter { Status = "unheard of" }));

        (refused.Code, refused.Parameter).Should().Be(("invalid_request", "status"));
    }

    [Fact]
    public async Task Who_changes_what_was_changed_meanwhile_is_told_so()
    {
        var project = await fixture.Admin.Projects.CreateAsync(new ProjectBodyDto { Name = "twice" });
        await fixture.Admin.Projects.UpdateAsync(project.Value.Id, new ProjectBodyDto { Name = "once" }, project.ETag);

        var refused = await RefusedAsync(() => fixture.Admin.Projects.UpdateAsync(project.Value.Id, new ProjectBodyDto { Name = "again" }, project.ETag));

        (refused.Status, refused.Code).Should().Be((HttpStatusCode.PreconditionFailed, "precondition_failed"));
        ((ProjectDto)await fixture.Admin.Projects.GetAsync(project.Value.Id)).Name.Should().Be("once");
    }

    [Fact]
    public async Task What_stands_in_the_way_is_told()
    {
        var secret = await fixture.Admin.Secrets.CreateAsync(new SecretBodyDto { Name = "used", Value = "sk-000000000000000000001" });
        await fixture.Admin.AiProviders.CreateAsync(new AiProviderBodyDto { Name = "user", Provider = "custom", BaseUrl = "https://llm.example.com/v1", SecretId = secret.Value.Id });

        var refused = await RefusedAsync(() => fixture.Admin.Secrets.DeleteAsync(secret.Value.Id));

        refused.Code.Should().Be("secret_in_use");
        refused.Dependents!.Value.GetArrayLength().Should().Be(1);
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        foreach (var id in (string[])["nothing", "no/thing", "nö thing?", "a%2Fb"])
            (await RefusedAsync(() => fixture.Admin.AiProviders.GetAsync(id))).Status.Should().Be(HttpStatusCode.NotFound);
        (await RefusedAsync(() => fixture.Admin.Interceptions.GetAsync(Guid.NewGuid()))).Code.Should().Be("not_found");
        (await RefusedAsync(() => fixture.Admin.Providers.UpdateAsync("nothing", new JsonObject()))).Code.Should().Be("not_found");
    }

    [Theory]
    [InlineData(200, "text/html", "<html>")]
    [InlineData(200, "application/json", "[1,2")]
    [InlineData(200, "application/json", "null")]
    [InlineData(502, "text/html", "<html>bad gateway")]
    [InlineData(502, "application/json", "[]")]
    [InlineData(418, "application/problem+json", "{broken")]
    public async Task An_answer_that_is_none_of_a_bridge_is_an_error_of_its_own(int status, string type, string body)
    {
        await using var server = await FakeUpstream.StartAsync();
        server.Expect(type, body, status);
        using var client = new AiBridgeClient(new AiBridgeClientOptions { BaseAddress = new Uri(server.Address), Token = "aib_x" });

        var refused = await RefusedAsync(() => client.Usage.GetAsync());

        (refused.Code, (int)refused.Status).Should().Be((AiBridgeException.InvalidAnswer, status));
    }

    [Fact]
    public async Task A_bridge_that_cannot_be_reached_is_no_refusal()
    {
        using var client = new AiBridgeClient(new AiBridgeClientOptions { BaseAddress = new Uri("http://127.0.0.1:9"), Token = "aib_x" });

        await FluentActions.Awaiting(() => client.Usage.GetAsync()).Should().ThrowAsync<HttpRequestException>();
    }

    [Theory]
    [InlineData("{address}/aibridge")]
    [InlineData("{address}/aibridge/")]
    [InlineData("{address}/aibridge/?x=1#y")]
    public async Task A_base_path_is_kept(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        await using var server = await FakeUpstream.StartAsync();
        var path = "";
        server.Expect(context =>
        {
            path = context.Request.Path;
            return Answers.Text(Answers.Json, """{"items":[]}""")(context);
        });
        using var client = new AiBridgeClient(new AiBridgeClientOptions { BaseAddress = new Uri(address.Replace("{address}", server.Address, StringComparison.Ordinal)), Token = "aib_x" });

        await client.Usage.GetAsync();

        path.Should().Be("/aibridge/api/v1/usage");
    }

    [Fact]
    public void Without_an_address_or_a_token_there_is_no_client()
    {
        FluentActions.Invoking(() => new AiBridgeClient(new AiBridgeClientOptions { Token = "aib_x" })).Should().Throw<InvalidOperationException>().WithMessage("*BaseAddress*");
        FluentActions.Invoking(() => new AiBridgeClient(new AiBridgeClientOptions { BaseAddress = new Uri("http://127.0.0.1") })).Should().Throw<ArgumentException>();
    }

    [Fact]
    public async Task A_call_that_is_cancelled_ends()
    {
        await using var server = await FakeUpstream.StartAsync();
        server.Expect(context => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted));
        using var client = new AiBridgeClient(new AiBridgeClientOptions { BaseAddress = new Uri(server.Address), Token = "aib_x" });
        using var cancel = new CancellationTokenSource();

        var call = client.Usage.GetAsync(cancellation: cancel.Token);
        await cancel.CancelAsync();

        await FluentActions.Awaiting(() => call).Should().ThrowAsync<OperationCanceledException>();
    }

    private static async Task<AiBridgeException> RefusedAsync(Func<Task> call) => (await call.Should().ThrowAsync<AiBridgeException>()).Which;
}
