using AiBridge.Exchanges;

namespace AiBridge.Tests.Recording;

public sealed class CorrelationTests : StartedProcess
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_chain_of_tool_results_is_one_thread_in_one_batch_or_in_many(bool flushBetween)
    {
        var exchanges = new List<Exchange>();
        foreach (var (answers, calls) in new[] { (null, "call_1"), ("call_1", "call_2"), ("call_2", "call_3") })
        {
            var exchange = Process.Open(answers: answers);
            exchange.Complete(calls);
            exchanges.Add(exchange);
            if (flushBetween)
                await Process.Recorder.FlushAsync();
        }

        await Process.Recorder.FlushAsync();

        var rows = await Process.RowsAsync(exchanges);
        rows.Select(row => row.ThreadParentId).Should().Equal(null, exchanges[0].Id, exchanges[1].Id);
        rows.Select(row => row.ThreadRootId).Should().AllBeEquivalentTo(exchanges[0].Id);
        rows.Select(row => row.SessionId).Should().AllBeEquivalentTo(exchanges[0].Id.ToString());
        rows.Select(row => row.CorrelatingToolCallId).Should().Equal(null, "call_1", "call_2");
    }

    [Fact]
    public async Task A_parent_written_before_this_process_began_is_found_in_the_database()
    {
        var parent = Process.Open();
        parent.Complete("call_1");
        await Process.StopAsync();
        await using var later = new RecordingProcess(Database, Clock);
        await later.StartAsync();

        var child = later.Open(answers: "call_1");
        child.Complete();
        await later.Recorder.FlushAsync();

        (await later.RowAsync(child.Id)).ThreadParentId.Should().Be(parent.Id);
    }

    [Fact]
    public async Task The_same_tool_call_id_in_another_project_links_nothing()
    {
        Process.Open(project: "prj_a").Complete("call_1");
        var other = Process.Open(answers: "call_1", project: "prj_b");
        other.Complete();
        await Process.Recorder.FlushAsync();

        var row = await Process.RowAsync(other.Id);
        row.ThreadParentId.Should().BeNull();
        row.ThreadRootId.Should().Be(other.Id);
    }

    [Fact]
    public async Task The_newest_of_several_calls_with_one_id_is_the_parent()
    {
        Process.Open().Complete("call_1");
        await Process.Recorder.FlushAsync();
        var newer = Process.Open();
        newer.Complete("call_1");
        var child = Process.Open(answers: "call_1");
        child.Complete();
        await Process.Recorder.FlushAsync();

        (await Process.RowAsync(child.Id)).ThreadParentId.Should().Be(newer.Id);
    }

    [Fact]
    public async Task A_parent_that_another_process_wrote_late_is_linked_when_the_child_ends()
    {
        await using var other = new RecordingProcess(Database, Clock);
        await other.StartAsync();
        var parent = other.Open();
        var child = Process.Open(answers: "call_1");
        await Process.Recorder.FlushAsync();
        (await Process.RowAsync(child.Id)).ThreadParentId.Should().BeNull("its parent is not written yet");

        parent.Complete("call_1");
        await other.Recorder.FlushAsync();
        child.Complete("call_2");
        var grandchild = Process.Open(answers: "call_2");
        grandchild.Complete();
        await Process.Recorder.FlushAsync();

        var row = await Process.RowAsync(child.Id);
        row.ThreadParentId.Should().Be(parent.Id);
        row.ThreadRootId.Should().Be(parent.Id);
        row.SessionId.Should().Be(parent.Id.ToString());
        (await Process.RowAsync(grandchild.Id)).ThreadRootId.Should().Be(parent.Id);
    }

    [Theory]
    [InlineData("client-session", "cache-key", "client-session")]
    [InlineData(null, "cache-key", "cache-key")]
    [InlineData("", "cache-key", "cache-key")]
    public async Task The_clients_own_session_id_comes_first(string? session, string? cacheKey, string expected)
    {
        var exchange = Exchanges.Make(Clock, client: new ClientFacts("Codex", session), cacheKey: cacheKey);
        Process.Recorder.TryOpen(exchange);
        exchange.Complete();
        await Process.Recorder.FlushAsync();

        (await Process.RowAsync(exchange.Id)).SessionId.Should().Be(expected);
    }
}
