using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.IntegrationTests.Interception;
using AiBridge.Recording.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.Recording;

/// <summary>On a clock that stands still: nothing is stored because time passes, and no query gives up waiting.</summary>
public sealed class ReadYourOwnTests : IAsyncLifetime
{
    private const string ChatRequest = """{"model":"gpt-test","messages":[{"role":"user","content":"hello"}]}""";
    private const string ResponsesAnswer = """{"id":"resp_1","object":"response","status":"completed","model":"gpt-test","output":[],"usage":{"input_tokens":5,"output_tokens":2}}""";

    private StreamFixture _fixture = null!;

    /// <summary>Each query, with what shows in its answer that an interception is there.</summary>
    public static TheoryData<string, string> Queries => new()
    {
        { "interceptions/{id}", "{id}" },
        { "interceptions", "{id}" },
        { "sessions", "{id}" },
        { "sessions/{id}", "{id}" },
        { "usage", "\"requests\":1" },
    };

    public async Task InitializeAsync() => _fixture = await StreamFixture.StartAsync(manualClock: true);

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Theory]
    [MemberData(nameof(Family.All), MemberType = typeof(Family))]
    public async Task Whoever_has_the_end_of_a_stream_finds_it_completed(Family family)
    {
        ArgumentNullException.ThrowIfNull(family);
        for (var i = 0; i < 5; i++)
        {
            _fixture.Upstream.Expect(Answers.EventStream, family.Begin + family.Half + family.Rest);
            using var response = await _fixture.Bridge.SendAsync(_fixture.Bridge.Post(family.Path, family.Request));

            var row = await QueryAsync($"interceptions/{response.InterceptionId()}");

            JsonDocument.Parse(row).RootElement.GetProperty("status").GetString().Should().Be("completed");
        }
    }

    [Theory]
    [InlineData(Traffic.Messages, Traffic.AnthropicRequest, Traffic.AnthropicAnswer, 200, "completed")]
    [InlineData(Traffic.Chat, ChatRequest, Traffic.ChatAnswer, 200, "completed")]
    [InlineData(Traffic.Responses, """{"model":"gpt-test","input":"hello"}""", ResponsesAnswer, 200, "completed")]
    [InlineData(Traffic.Chat, ChatRequest, """{"error":{"message":"no","type":"invalid_request_error"}}""", 400, "failed")]
    public async Task Whoever_has_an_answer_finds_it_with_its_end(string path, string request, string answer, int status, string recorded)
    {
        _fixture.Upstream.Expect(Answers.Json, answer, status);
        using var response = await _fixture.Bridge.SendAsync(_fixture.Bridge.Post(path, request));

        var row = await QueryAsync($"interceptions/{response.InterceptionId()}");

        JsonDocument.Parse(row).RootElement.GetProperty("status").GetString().Should().Be(recorded);
    }

    [Fact]
    public async Task Whoever_has_an_error_of_the_bridge_finds_it_recorded()
    {
        _fixture.Upstream.Expect(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        using var response = await _fixture.Bridge.SendAsync(_fixture.Bridge.Post(Traffic.Chat, ChatRequest));
        response.StatusCode.Should().Be(HttpStatusCode.BadGateway);

        var row = await QueryAsync($"interceptions/{response.InterceptionId()}");

        JsonDocument.Parse(row).RootElement.GetProperty("errorType").GetString().Should().Be("unreachable");
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task Every_query_knows_what_has_just_ended(string query, string shown)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(shown);
        _fixture.Upstream.Expect(Answers.Json, Traffic.ChatAnswer);
        using var response = await _fixture.Bridge.SendAsync(_fixture.Bridge.Post(Traffic.Chat, ChatRequest));
        var id = response.InterceptionId();

        var found = await QueryAsync(query.Replace("{id}", id, StringComparison.Ordinal));

        found.Should().Contain(shown.Replace("{id}", id, StringComparison.Ordinal));
        found.Should().NotContain("in_progress");
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task Every_query_knows_what_has_just_begun(string query, string shown)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(shown);
        using var talk = await _fixture.CallAsync(Family.Chat, first: Family.Chat.Begin);
        var id = talk.InterceptionId;

        var found = await QueryAsync(query.Replace("{id}", id, StringComparison.Ordinal));

        found.Should().Contain(shown.Replace("{id}", id, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task Who_may_not_read_does_not_make_the_writer_hurry(string query, string shown)
    {
        ArgumentNullException.ThrowIfNull(query);
        _ = shown;
        var written = 0;
        // What the start asks of the writer is done.
        await _fixture.Bridge.FlushAsync();
        _fixture.Bridge.Services.GetRequiredService<RecordWriter>().Written = _ => Interlocked.Increment(ref written);
        _fixture.Upstream.Expect(Answers.Json, Traffic.ChatAnswer);
        using var response = await _fixture.Bridge.SendAsync(_fixture.Bridge.Post(Traffic.Chat, ChatRequest));

        using var refused = await _fixture.Bridge.SendAsync(_fixture.Bridge.Get($"/api/v1/{query.Replace("{id}", response.InterceptionId(), StringComparison.Ordinal)}", "aib_nobody"));

        refused.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        written.Should().Be(0);
    }

    private async Task<string> QueryAsync(string query)
    {
        using var response = await _fixture.Bridge.SendAsync(_fixture.Bridge.Get($"/api/v1/{query}"));
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(HttpStatusCode.OK, body);
        return body;
    }
}
