using System.Text;
using AiBridge.Configuration;
using AiBridge.Exchanges;
using AiBridge.Protocols;
using AiBridge.Tests.Storage;

namespace AiBridge.Tests.Recording;

public sealed class RecordingPolicyTests
{
    [Fact]
    public async Task What_is_not_to_be_stored_never_reaches_the_disk()
    {
        await using var database = await TemporaryDatabase.CreateAsync();
        await using var process = new RecordingProcess(database, new FakeTimeProvider(), new RecordingOptions { Prompts = false, ToolInputs = false, Thoughts = false });
        var exchange = process.Open("private-words");
        exchange.Response = new ResponseFacts();
        exchange.Response.Calls.Report("toolu_1", "Read", "private-arguments");
        exchange.Response.Thoughts.Add(new Thought("private-thought", ThoughtSource.Thinking));
        exchange.Close(new ExchangeOutcome(ExchangeStatus.Completed, 200));

        var journal = string.Concat(process.Owner.Segments().Select(path => Encoding.Latin1.GetString(File.ReadAllBytes(path))));
        await process.StartAsync();
        await process.Recorder.FlushAsync();

        journal.Should().Contain("toolu_1").And.NotContain("private-");
        var row = await process.RowAsync(exchange.Id);
        row.Prompts.Should().BeEmpty();
        row.ModelThoughts.Should().BeEmpty();
        row.ToolUsages.Single().Input.Should().BeEmpty();
        row.ToolUsages.Single().Tool.Should().Be("Read");
    }

    [Fact]
    public async Task With_a_flush_at_each_record_everything_else_is_the_same()
    {
        await using var database = await TemporaryDatabase.CreateAsync();
        await using var process = new RecordingProcess(database, new FakeTimeProvider(), new RecordingOptions { Fsync = true });
        await process.StartAsync();
        var exchange = process.Open();
        exchange.Complete();
        await process.Recorder.FlushAsync();

        (await process.RowAsync(exchange.Id)).Status.Should().Be("completed");
    }

    [Fact]
    public async Task A_clients_side_request_has_no_prompt()
    {
        await using var database = await TemporaryDatabase.CreateAsync();
        await using var process = new RecordingProcess(database, new FakeTimeProvider());
        await process.StartAsync();
        var exchange = Exchanges.Make(process.Clock, "make a title", client: new ClientFacts("Claude Code", Auxiliary: true));
        process.Recorder.TryOpen(exchange).Should().BeTrue();
        exchange.Complete();
        await process.Recorder.FlushAsync();

        var row = await process.RowAsync(exchange.Id);
        row.Purpose.Should().Be("auxiliary");
        row.Prompts.Should().BeEmpty();
        row.InputTokens.Should().Be(2);
    }
}
