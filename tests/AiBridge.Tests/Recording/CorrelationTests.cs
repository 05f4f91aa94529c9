using AiBridge.Exchanges;
using AiBridge.Tests.Storage;

namespace AiBridge.Tests.Recording;

public sealed class CorrelationTests : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private TemporaryDatabase _database = null!;
    private RecordingProcess _process = null!;

    public async Task InitializeAsync()
    {
        _database = await TemporaryDatabase.CreateAsync();
        _process = new RecordingProcess(_database, _clock);
        await _process.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _process.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_chain_of_tool_results_is_one_thread_in_one_batch_or_in_many(bool flushBetween)
    {
        var exchanges = new List<Exchange>();
        foreach (var (answers, calls) in new[] { (null, "call_1"), ("call_1", "call_2"), ("call_2", "call_3") })
        {
            var exchange = _process.Open(answers: answers);
            exchange.Complete(calls);
            exchanges.Add(exchange);
            if (flushBetween)
                await _process.Recorder.FlushAsync();
        }

        await _process.Recorder.FlushAsync();

        var rows = exchanges.ConvertAll(exchange => _process.RowAsync(exchange.Id).Result);
        rows.Select(row => row.ThreadParentId).Should().Equal(null, exchanges[0].Id, exchanges[1].Id);
        rows.Select(row => row.ThreadRootId).Should().AllBeEquivalentTo(exchanges[0].Id);
        rows.Select(row => row.SessionId).Should().AllBeEquivalentTo(exchanges[0].Id.ToString());
        rows.Select(row => row.CorrelatingToolCallId).Should().Equal(null, "call_1", "call_2");
    }

    [Fact]
    public async Task A_parent_written_before_this_process_began_is_found_in_the_database()
    {
        var parent = _process.Open();
        parent.Complete("call_1");
        await _process.StopAsync();
        await using var later = new RecordingProcess(_database, _clock);
        await later.StartAsync();

        var child = later.Open(answers: "call_1");
        child.Complete();
        await later.Recorder.FlushAsync();

        (await later.RowAsync(child.Id)).ThreadParentId.Should().Be(parent.Id);
    }

    [Fact]
    public async Task The_same_tool_call_id_in_another_project_links_nothing()
    {
        _process.Open(project: "prj_a").Complete("call_1");
        var other = _process.Open(answers: "call_1", project: "prj_b");
        other.Complete();
        await _process.Recorder.FlushAsync();

        var row = await _process.RowAsync(other.Id);
        row.ThreadParentId.Should().BeNull();
        row.ThreadRootId.Should().Be(other.Id);
    }

    [Fact]
    public async Task The_newest_of_several_calls_with_one_id_is_the_parent()
    {
        _process.Open().Complete("call_1");
        await _process.Recorder.FlushAsync();
        var newer = _process.Open();
        newer.Complete("call_1");
        var child = _process.Open(answers: "call_1");
        child.Complete();
        await _process.Recorder.FlushAsync();

        (await _process.RowAsync(child.Id)).ThreadParentId.Should().Be(newer.Id);
    }

    [Fact]
    public async Task A_parent_that_another_process_wrote_late_is_linked_when_the_child_ends()
    {
        await using var other = new RecordingProcess(_database, _clock);
        await other.StartAsync();
        var parent = other.Open();
        var child = _process.Open(answers: "call_1");
        await _process.Recorder.FlushAsync();
        (await _process.RowAsync(child.Id)).ThreadParentId.Should().BeNull("its parent is not written yet");

        parent.Complete("call_1");
        await other.Recorder.FlushAsync();
        child.Complete("call_2");
        var grandchild = _process.Open(answers: "call_2");
        grandchild.Complete();
        await _process.Recorder.FlushAsync();

        var row = await _process.RowAsync(child.Id);
        row.ThreadParentId.Should().Be(parent.Id);
        row.ThreadRootId.Should().Be(parent.Id);
        row.SessionId.Should().Be(parent.Id.ToString());
        (await _process.RowAsync(grandchild.Id)).ThreadRootId.Should().Be(parent.Id);
    }

    [Theory]
    [InlineData("client-session", "cache-key", "client-session")]
    [InlineData(null, "cache-key", "cache-key")]
    [InlineData("", "cache-key", "cache-key")]
    public async Task The_clients_own_session_id_comes_first(string? session, string? cacheKey, string expected)
    {
        var exchange = Exchanges.Make(_clock, client: new ClientFacts("Codex", session), cacheKey: cacheKey);
        _process.Recorder.TryOpen(exchange);
        exchange.Complete();
        await _process.Recorder.FlushAsync();

        (await _process.RowAsync(exchange.Id)).SessionId.Should().Be(expected);
    }
}
