using AiBridge.Exchanges;
using AiBridge.Storage.Rows;

namespace AiBridge.Tests.Recording;

/// <summary>Ids of tool calls repeat (<c>list_dir:0</c>): one links inside its conversation, and what is in doubt is not linked.</summary>
public sealed class ConversationTests : StartedProcess
{
    private const string Id = "list_dir:0";

    [Theory]
    [InlineData("token=tok_1", "token=tok_1", true)]
    [InlineData("token=tok_1", "token=tok_2", false)]
    [InlineData("token=tok_1 actor=ada", "token=tok_2 actor=ada", true)]
    [InlineData("token=tok_1 actor=ada", "token=tok_1 actor=bob", false)]
    [InlineData("token=tok_1 actor=tok_2", "token=tok_2", false)]
    [InlineData("session=a", "session=a", true)]
    [InlineData("session=a", "session=b", false)]
    [InlineData("session=a", "", false)]
    [InlineData("", "session=a", false)]
    [InlineData("token=tok_1 session=a", "token=tok_2 session=a", false)]
    [InlineData("key=a", "key=a", true)]
    [InlineData("key=a", "key=b", false)]
    [InlineData("token=tok_1 key=a", "token=tok_2 key=a", false)]
    [InlineData("session=a agent=one", "session=a agent=one", true)]
    [InlineData("session=a agent=one", "session=a agent=two", false)]
    [InlineData("client=Codex", "client=Zed", false)]
    [InlineData("begins=1", "begins=1", true)]
    [InlineData("begins=1", "begins=2", true)] // The only one: a client has shortened its history.
    [InlineData("begins=1", "", true)]
    [InlineData("session=a begins=1", "session=a begins=2", true)]
    public async Task A_call_is_linked_inside_its_conversation_at_once_and_after_a_restart(string issuer, string asker, bool linked)
    {
        foreach (var manner in new[] { "one batch", "two batches", "restart" })
        {
            await using var database = await Storage.TemporaryDatabase.CreateAsync();
            await using var process = new RecordingProcess(database, Clock);
            await process.StartAsync();
            var parent = Complete(process, issuer, null, Id);
            if (manner == "two batches")
                await process.Recorder.FlushAsync();
            await using var later = manner == "restart" ? await AfterAsync(process) : null;
            var asking = later ?? process;

            var child = Complete(asking, asker, Id);
            await asking.Recorder.FlushAsync();

            var row = await asking.RowAsync(child.Id);
            row.ThreadParentId.Should().Be(linked ? parent.Id : null, manner);
            row.ThreadRootId.Should().Be(linked ? parent.Id : child.Id, manner);
        }
    }

    [Theory]
    [InlineData("begins=1", "begins=2", "begins=1", "first")]
    [InlineData("begins=1", "begins=2", "begins=2", "second")]
    [InlineData("begins=1", "begins=2", "begins=3", "none")]
    [InlineData("begins=1", "begins=2", "", "none")]
    [InlineData("begins=1", "begins=1", "begins=1", "second")]
    [InlineData("begins=1", "begins=2", "previous=resp_1", "first")]
    [InlineData("begins=1", "begins=2", "previous=resp_2", "second")]
    [InlineData("begins=1", "begins=2", "previous=resp_3", "none")]
    [InlineData("begins=1", "begins=2", "previous=resp_1 token=tok_2", "none")]
    [InlineData("session=a", "session=b", "session=a previous=resp_2", "first")]
    [InlineData("session=a", "session=a", "session=a", "second")]
    [InlineData("session=a", "session=b", "session=c", "none")]
    public async Task Of_several_issuers_the_newest_of_the_conversation_is_the_parent_or_none(string first, string second, string asker, string expected)
    {
        foreach (var flush in new[] { false, true })
        {
            await using var database = await Storage.TemporaryDatabase.CreateAsync();
            await using var process = new RecordingProcess(database, Clock);
            await process.StartAsync();
            var issuers = new[] { Open(process, first, null), Open(process, second, null) };
            issuers[0].CompleteAs("resp_1", Id);
            issuers[1].CompleteAs("resp_2", Id);
            if (flush)
                await process.Recorder.FlushAsync();

            var child = Complete(process, asker, Id);
            await process.Recorder.FlushAsync();

            Guid? parent = expected switch { "first" => issuers[0].Id, "second" => issuers[1].Id, _ => null };
            (await process.RowAsync(child.Id)).ThreadParentId.Should().Be(parent);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("session=a")]
    [InlineData("begins=1")]
    public async Task A_chain_whose_calls_all_have_one_id_is_linked_link_by_link(string turn)
    {
        var chain = new List<Exchange> { Complete(Process, turn, null, "call_0") };
        for (var i = 0; i < 3; i++)
            chain.Add(Complete(Process, turn, "call_0", "call_0"));
        await Process.Recorder.FlushAsync();

        var rows = await Process.RowsAsync(chain);
        rows.Select(row => row.ThreadParentId).Should().Equal(null, chain[0].Id, chain[1].Id, chain[2].Id);
        rows.Select(row => row.ThreadRootId).Should().AllBeEquivalentTo(chain[0].Id);
    }

    [Fact]
    public async Task A_request_that_answers_the_id_it_issues_itself_is_not_its_own_parent()
    {
        await using var other = new RecordingProcess(Database, Clock);
        await other.StartAsync();
        var parent = Open(other, "begins=1", null);
        var child = Open(Process, "begins=1", "call_0");
        await Process.Recorder.FlushAsync();

        child.Complete("call_0");
        await Process.Recorder.FlushAsync();
        parent.Complete("call_0");
        await other.Recorder.FlushAsync();

        (await Process.RowAsync(child.Id)).ThreadParentId.Should().BeNull();
    }

    [Fact]
    public async Task Two_persons_own_a_session_each_whatever_its_id()
    {
        var ada = Complete(Process, "token=tok_1 actor=ada session=s", null, Id);
        var bob = Complete(Process, "token=tok_2 actor=bob session=s", null, Id);
        var again = Complete(Process, "token=tok_3 actor=ada session=s", Id);
        await Process.Recorder.FlushAsync();

        var rows = await Process.RowsAsync([ada, bob, again]);
        rows.Select(row => row.SessionId).Should().AllBe("s");
        rows.Select(row => row.Person).Should().Equal("@ada", "@bob", "@ada");
        rows[2].ThreadParentId.Should().Be(ada.Id);
    }

    [Fact]
    public async Task A_record_of_an_earlier_version_is_stored_and_linked_to_nothing()
    {
        Complete(Process, "", null, Id);
        var child = Open(Process, "", Id);
        await Process.Recorder.FlushAsync();
        await using (var db = Database.Open())
        {
            var earlier = new ToolUsageRow { InterceptionId = child.Id, ProjectId = "prj_default", ToolCallId = "call_earlier", Tool = "Read", Input = "{}" };
            db.Add(earlier);
            await db.SaveChangesAsync();
        }

        child.Complete();
        var asks = Complete(Process, "", "call_earlier");
        await Process.Recorder.FlushAsync();

        (await Process.RowAsync(asks.Id)).ThreadParentId.Should().BeNull();
    }

    private static async Task<RecordingProcess> AfterAsync(RecordingProcess process)
    {
        await process.StopAsync();
        var later = new RecordingProcess(process.Database, process.Clock);
        await later.StartAsync();
        return later;
    }

    private static Exchange Complete(RecordingProcess process, string turn, string? answers, params string[] calls)
    {
        var exchange = Open(process, turn, answers);
        exchange.Complete(calls);
        return exchange;
    }

    private static Exchange Open(RecordingProcess process, string turn, string? answers)
    {
        var exchange = Exchanges.Make(process.Clock, answers: answers, turn: Turn.Read(turn));
        process.Recorder.TryOpen(exchange).Should().BeTrue();
        return exchange;
    }
}
