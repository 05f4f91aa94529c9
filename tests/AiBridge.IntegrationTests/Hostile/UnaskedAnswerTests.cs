using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Projects;

namespace AiBridge.IntegrationTests.Hostile;

/// <summary>An upstream of HTTP/1.1 that answers what nobody has asked: no answer of it may reach another request, another project's least of all.</summary>
public sealed class UnaskedAnswerTests : IAsyncLifetime
{
    private readonly ScriptedUpstream _upstream = new();
    private Bridge _bridge = null!;
    private string _other = "";

    public async Task InitializeAsync() => await StartAsync(perProject: false);

    public async Task DisposeAsync()
    {
        await _bridge.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_second_answer_in_the_same_bytes_as_the_first_is_nobodys(bool chunked)
    {
        (_upstream.Chunked, _upstream.Behind) = (chunked, ScriptedUpstream.Answer("""{"asked":"nothing"}"""));

        for (var i = 0; i < 3; i++)
            await AskAsync("lab", $"/{i}", i % 2 == 0 ? null : _other);

        _upstream.Lines.Should().HaveCount(3, "none was used again");
        await IsLoggedAsync(3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_second_answer_behind_the_first_is_not_the_next_requests(bool chunked)
    {
        _upstream.Chunked = chunked;
        await AskAsync("lab", "/mine");
        await _upstream.Lines[0].SayAsync(ScriptedUpstream.Answer("""{"asked":"nothing"}""", chunked));

        await AskAsync("lab", "/theirs", _other);
        await AskAsync("lab", "/again");

        _upstream.Lines.Select(line => line.Requests).Should().Equal(1, 2);
        await IsLoggedAsync(1);
    }

    [Fact]
    public async Task Half_a_word_is_enough()
    {
        await AskAsync("lab", "/mine");
        await _upstream.Lines[0].SayAsync("\r\n");

        await AskAsync("lab", "/theirs", _other);

        _upstream.Lines.Should().HaveCount(2);
        await IsLoggedAsync(1);
    }

    [Fact]
    public async Task Every_other_idle_connection_to_that_host_is_closed_with_it_of_whatever_provider()
    {
        await FillAsync(3);
        await AskAsync("second", "/mine");
        await _upstream.Lines[2].SayAsync(ScriptedUpstream.Answer("{}"));

        await AskAsync("lab", "/theirs", _other);

        await Task.WhenAll(_upstream.Lines.Take(4).Select(line => line.Ended)).WaitAsync(RelayedStream.Limit);
        _upstream.Lines.Should().HaveCount(5);
        await AskAsync("second", "/again");
        await AskAsync("lab", "/again");
        _upstream.Lines.Select(line => line.Requests).Should().Equal(1, 1, 1, 1, 2, 1);
    }

    [Fact]
    public async Task What_runs_on_the_others_goes_on_and_is_the_last_there()
    {
        await FillAsync(2);
        var (arrived, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        _upstream.Before = async path =>
        {
            if (path != "/v1/models/long")
                return;
            arrived.SetResult();
            await go.Task.WaitAsync(RelayedStream.Limit);
        };
        var running = AskAsync("lab", "/long");
        await arrived.Task.WaitAsync(RelayedStream.Limit);
        await _upstream.Lines[0].SayAsync("HTTP");

        await AskAsync("lab", "/theirs", _other);
        go.SetResult();

        await running;
        await _upstream.Lines[1].Ended.WaitAsync(RelayedStream.Limit);
        await Task.WhenAll(AskAsync("lab", "/again"), AskAsync("second", "/again", _other));
        _upstream.Lines.Take(2).Select(line => line.Requests).Should().Equal(1, 2);
        await IsLoggedAsync(1);
    }

    [Fact]
    public async Task An_upstream_that_only_closes_has_said_nothing()
    {
        await AskAsync("lab", "/mine");
        _upstream.Lines[0].Dispose();

        await AskAsync("lab", "/theirs", _other);

        (await _bridge.LogAsync()).Should().NotContain("nobody had asked for");
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task Each_project_has_connections_of_its_own_where_that_is_wanted(bool perProject, int expected)
    {
        await _bridge.DisposeAsync();
        await StartAsync(perProject);

        for (var i = 0; i < 2; i++)
        {
            await AskAsync("lab", "/mine");
            await AskAsync("lab", "/theirs", _other);
        }

        _upstream.Lines.Should().HaveCount(expected);
    }

    private async Task StartAsync(bool perProject)
    {
        object Provider(string name) => new { Type = "custom", Name = name, BaseUrl = _upstream.Address + "/v1", Auth = "none" };
        _bridge = await Bridge.StartAsync(JsonSerializer.Serialize(new
        {
            Logging = new { File = "logs/bridge.log" },
            Network = new { ConnectionsPerProject = perProject },
            Providers = new[] { Provider("lab"), Provider("second") },
        }));
        _other = (await _bridge.IssueAsync(new NewToken(await _bridge.ProjectAsync("other"), "all", [PermissionNames.InvokeBridge]))).Secret.Reveal();
    }

    /// <summary>Every request gets the answer to its own question.</summary>
    private async Task AskAsync(string provider, string what, string? token = null)
    {
        using var response = await _bridge.SendAsync(_bridge.Get($"/{provider}/v1/models{what}", token));

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).Should().Be($$"""{"asked":"/v1/models{{what}}"}""");
    }

    /// <summary>Leaves so many idle connections; the last one was used last.</summary>
    private async Task FillAsync(int count)
    {
        var arrived = Enumerable.Range(0, count).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();
        var go = Enumerable.Range(0, count).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();
        _upstream.Before = async path =>
        {
            arrived[path[^1] - '0'].SetResult();
            await go[path[^1] - '0'].Task.WaitAsync(RelayedStream.Limit);
        };
        var calls = new List<Task>();
        for (var i = 0; i < count; i++)
        {
            calls.Add(AskAsync("lab", $"/{i}"));
            await arrived[i].Task.WaitAsync(RelayedStream.Limit);
        }

        for (var i = 0; i < count; i++)
        {
            go[i].SetResult();
            await calls[i];
        }

        _upstream.Before = _ => Task.CompletedTask;
        _upstream.Lines.Should().HaveCount(count);
    }

    private async Task IsLoggedAsync(int times) => (await _bridge.LogAsync()).Split("nobody had asked for").Should().HaveCount(times + 1);
}
