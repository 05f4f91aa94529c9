using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Projects;

namespace AiBridge.IntegrationTests.Hostile;

/// <summary>An upstream of HTTP/1.1 that gives one answer twice, at each moment there is: who asks next on that connection, another project, gets the answer to its own question, and so does whoever asks after it.</summary>
public sealed class ShiftedAnswerTests : IAsyncLifetime
{
    /// <summary>Does not fit into what the system holds of a connection.</summary>
    private const int LargeBody = 12 * 1024 * 1024;

    private readonly ScriptedUpstream _upstream = new();
    private Bridge _bridge = null!;
    private string _other = "";

    public async Task InitializeAsync()
    {
        _bridge = await Bridge.StartAsync(JsonSerializer.Serialize(new
        {
            Logging = new { File = "logs/bridge.log" },
            Providers = new[] { new { Type = "custom", Name = "lab", BaseUrl = _upstream.Address + "/v1", Auth = "none" } },
        }));
        _other = (await _bridge.IssueAsync(new NewToken(await _bridge.ProjectAsync("other"), "all", [PermissionNames.InvokeBridge]))).Secret.Reveal();
    }

    public async Task DisposeAsync()
    {
        await _bridge.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task With_the_very_same_bytes()
    {
        for (var round = 0; round < 20; round++)
        {
            _upstream.Behind = ScriptedUpstream.Answer("""{"asked":"nothing"}""");
            await AsksAsync($"mine-{round}");
            _upstream.Behind = "";
            await AsksAsync($"theirs-{round}", _other);
        }
    }

    [Fact]
    public async Task While_the_connection_lies_idle()
    {
        for (var round = 0; round < 20; round++)
        {
            await AsksAsync($"mine-{round}");
            await _upstream.Lines[^1].SayAsync(ScriptedUpstream.Answer("""{"asked":"nothing"}"""));
            await AsksAsync($"theirs-{round}", _other);
        }
    }

    [Fact]
    public async Task When_the_next_question_is_there_it_is_what_the_upstream_says_and_is_the_only_one()
    {
        for (var round = 0; round < 20; round++)
        {
            await AsksAsync($"mine-{round}");
            _upstream.Before = async path => await _upstream.Lines[^1].SayAsync(ScriptedUpstream.Answer("""{"asked":"nothing"}""") + ScriptedUpstream.Answer($$"""{"asked":"{{path}}"}"""));
            (await AskedAsync($"theirs-{round}", _other)).Should().Be("""{"asked":"nothing"}""");
            _upstream.Before = _ => Task.CompletedTask;

            await AsksAsync($"again-{round}");
        }
    }

    [Fact]
    public async Task In_the_middle_of_the_next_body_it_may_be_either_and_is_asked_for_where_nothing_else_was()
    {
        await AsksAsync("mine");
        var sentAgain = new TaskCompletionSource();
        _upstream.AtHead = async (line, _) =>
        {
            if (line != _upstream.Lines[0])
            {
                sentAgain.SetResult();
                return;
            }

            await line.SayAsync(ScriptedUpstream.Answer("""{"asked":"nothing"}"""));
            await sentAgain.Task.WaitAsync(RelayedStream.Limit);
        };

        using var theirs = await _bridge.SendAsync(Question("theirs", _other, LargeBody));

        (await theirs.Content.ReadAsStringAsync()).Should().Be("""{"asked":"/v1/chat/completions?q=theirs"}""");
        _upstream.Lines.Should().HaveCount(2, "the question is sent again on a new one");
        (await AttemptsAsync(theirs)).Should().Equal("unreachable", "ok");
        (await _bridge.LogAsync()).Should().NotContain("nobody had asked for").And.Contain("before it has received all of the question");
    }

    [Fact]
    public async Task An_upstream_that_begins_to_answer_before_it_has_read_all_is_asked_twice_once_and_from_then_on_each_on_a_connection_of_its_own()
    {
        await AsksAsync("small");
        _upstream.Answers = false;
        _upstream.AtHead = (line, path) => line.SayAsync(ScriptedUpstream.Answer($$"""{"asked":"{{path}}"}"""));
        for (var round = 0; round < 3; round++)
        {
            using var response = await _bridge.SendAsync(Question($"large-{round}", round == 1 ? _other : null, LargeBody));

            (await response.Content.ReadAsStringAsync()).Should().Be($$"""{"asked":"/v1/chat/completions?q=large-{{round}}"}""");
            (await AttemptsAsync(response)).Should().Equal(round == 0 ? ["unreachable", "ok"] : ["ok"]);
            _upstream.Lines.Should().HaveCount(2 + round);
        }

        (await _bridge.LogAsync()).Should().NotContain("nobody had asked for");
    }

    [Fact]
    public async Task An_error_that_comes_before_all_of_the_body_passes()
    {
        await AsksAsync("small");
        _upstream.AtHead = (line, _) => line.SayAsync("HTTP/1.1 413 Too Large\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
        _upstream.Answers = false;

        using var response = await _bridge.SendAsync(Question("large", null, LargeBody));

        response.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        (_upstream.AtHead, _upstream.Answers) = ((_, _) => Task.CompletedTask, true);
        await AsksAsync("again", _other);
        (await _bridge.LogAsync()).Should().NotContain("nobody had asked for");
    }

    private async Task<IEnumerable<string?>> AttemptsAsync(HttpResponseMessage response) =>
        (await _bridge.InterceptionAsync(response.InterceptionId())).GetProperty("attempts").EnumerateArray().Select(attempt => attempt.GetProperty("outcome").GetString());

    private async Task AsksAsync(string what, string? token = null, int length = 0) =>
        (await AskedAsync(what, token, length)).Should().Be($$"""{"asked":"/v1/chat/completions?q={{what}}"}""");

    private async Task<string> AskedAsync(string what, string? token, int length = 0)
    {
        using var response = await _bridge.SendAsync(Question(what, token, length));
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return await response.Content.ReadAsStringAsync();
    }

    private HttpRequestMessage Question(string what, string? token, int length) =>
        _bridge.Post($"/lab/v1/chat/completions?q={what}", $$"""{"model":"m","messages":[{"role":"user","content":"{{new string('a', length)}}"}]}""", token);
}
