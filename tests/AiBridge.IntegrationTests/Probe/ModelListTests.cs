using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Probe;

public sealed class ModelListTests
{
    [Fact]
    public async Task The_list_is_kept_for_a_minute()
    {
        await using var fixture = await ProbeFixture.StartAsync();
        (await fixture.ProviderAsync("one")).GetProperty("modelCount").ValueKind.Should().Be(JsonValueKind.Null);

        var first = await fixture.ModelsAsync("one");
        fixture.Clock.Advance(TimeSpan.FromSeconds(59));
        var second = await fixture.ModelsAsync("one");
        fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        var third = await fixture.ModelsAsync("one");

        first.GetProperty("items").GetRawText().Should().Be("""[{"id":"m-1","displayName":null,"ownedBy":"lab"},{"id":"m-2","displayName":"Model two","ownedBy":null}]""");
        new[] { first, second, third }.Select(answer => answer.GetProperty("cached").GetBoolean()).Should().Equal(false, true, false);
        second.GetProperty("fetchedAt").GetDateTimeOffset().Should().Be(first.GetProperty("fetchedAt").GetDateTimeOffset());
        fixture.Upstream.Received.Should().HaveCount(2).And.OnlyContain(call => call.Target == "/v1/models");
        (await fixture.ProviderAsync("one")).GetProperty("modelCount").GetInt32().Should().Be(2);
    }

    [Fact]
    public async Task A_changed_provider_is_asked_anew_and_its_count_stays()
    {
        await using var fixture = await ProbeFixture.StartAsync();
        await fixture.ModelsAsync("one");

        await fixture.ChangeAsync("m-2");

        (await fixture.ProviderAsync("one")).GetProperty("modelCount").GetInt32().Should().Be(2);
        (await fixture.ModelsAsync("one")).GetProperty("cached").GetBoolean().Should().BeFalse();
    }

    [Fact]
    public async Task The_next_key_is_asked_where_one_is_refused()
    {
        await using var fixture = await ProbeFixture.StartAsync();

        (await fixture.ModelsAsync("two")).GetProperty("items").GetArrayLength().Should().Be(2);

        fixture.Upstream.Received.Should().HaveCount(2);
    }

    [Theory]
    [InlineData("""{"models":[{"name":"llama3:8b","model":"llama3:8b"},{"name":"qwen"}]}""", "llama3:8b", "qwen")]
    [InlineData("""{"models":[{"slug":"gpt-test"}]}""", "gpt-test")]
    [InlineData(""" [{"id":"a/b"},{"id":"c"}] """, "a/b", "c")]
    [InlineData("""{"data":[{"id":1},{"id":""},{},null,"x",{"id":"real"}],"has_more":false}""", "real")]
    [InlineData("""{"data":[{"id":"\ud800"},{"id":"naïve"}]}""", "naïve")]
    [InlineData("""{"data":[]}""")]
    public async Task Every_form_of_list_is_understood(string body, params string[] models)
    {
        await using var fixture = await ProbeFixture.StartAsync();
        fixture.Models = Answers.Text(Answers.Json, body);

        var items = (await fixture.ModelsAsync("one")).GetProperty("items").EnumerateArray();

        items.Select(item => item.GetProperty("id").GetString()).Should().Equal(models);
    }

    [Fact]
    public async Task Ollama_has_a_list_of_its_own()
    {
        await using var fixture = await ProbeFixture.StartAsync();
        var list = Answers.Text(Answers.Json, """{"models":[{"name":"llama3"}]}""");
        var none = Answers.Text("text/plain", "404 page not found", 404);
        fixture.Models = context => (context.Request.Path == "/api/tags" ? list : none)(context);

        (await fixture.ModelsAsync("local")).GetProperty("items")[0].GetProperty("id").GetString().Should().Be("llama3");
    }

    [Theory]
    [InlineData("gone", 200, HttpStatusCode.BadGateway, "upstream_unreachable")]
    [InlineData("keyless", 200, HttpStatusCode.BadGateway, "no_upstream_credential")]
    [InlineData("byok", 200, HttpStatusCode.BadGateway, "no_upstream_credential")]
    [InlineData("one", 500, HttpStatusCode.BadGateway, "upstream_error")]
    [InlineData("one", 401, HttpStatusCode.BadGateway, "upstream_error")]
    [InlineData("one", 302, HttpStatusCode.BadGateway, "upstream_error")]
    [InlineData("one", 200, HttpStatusCode.BadGateway, "upstream_error")]
    [InlineData("nobody", 200, HttpStatusCode.NotFound, "not_found")]
    public async Task What_cannot_be_had_is_a_problem_in_our_words(string name, int status, HttpStatusCode expected, string code)
    {
        await using var fixture = await ProbeFixture.StartAsync();
        fixture.Models = Answers.Text("text/html", $"<b>{ProbeFixture.GoodKey}</b>", status);

        var problem = await ManagementClient.ProblemAsync(await fixture.Providers().SendAsync(HttpMethod.Get, $"{name}/models"), expected, code);

        problem.GetRawText().Should().NotContain(ProbeFixture.GoodKey).And.NotContain("<b>");
    }

    [Fact]
    public async Task A_failure_is_not_kept()
    {
        await using var fixture = await ProbeFixture.StartAsync();
        var good = fixture.Models;
        fixture.Models = Answers.Text(Answers.Json, "{}", 500);
        (await fixture.Providers().SendAsync(HttpMethod.Get, "one/models")).StatusCode.Should().Be(HttpStatusCode.BadGateway);

        fixture.Models = good;

        (await fixture.ModelsAsync("one")).GetProperty("items").GetArrayLength().Should().Be(2);
    }
}
