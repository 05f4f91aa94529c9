using AiBridge.Exchanges;
using AiBridge.Protocols;

namespace AiBridge.Tests.Recording;

public sealed class LargeRecordTests : StartedProcess
{
    [Fact]
    public async Task Large_records_are_written_few_at_a_time_however_many_wait()
    {
        var batches = new List<int>();
        Process.Writer.Written = batches.Add;
        var prompt = new string('w', 3 * 1024 * 1024);

        var exchanges = Enumerable.Range(0, 20).Select(_ => Process.Open(prompt)).ToArray();
        await Process.Recorder.FlushAsync();
        foreach (var exchange in exchanges)
            exchange.Complete();
        await Process.Recorder.FlushAsync();

        batches.Where(items => items > 0).Take(3).Should().AllSatisfy(items => items.Should().BeLessThanOrEqualTo(6));
        var rows = await Process.RowsAsync(exchanges);
        rows.Should().OnlyContain(row => row.Status == "completed" && row.Prompts.Single().Text == prompt);
    }

    [Fact]
    public async Task Text_of_any_kind_and_length_comes_back_as_it_was()
    {
        const string Odd = "a\"b\\c\n\u2028 😀 <system> ÄÖ";
        var prompt = "x" + string.Concat(Enumerable.Repeat(Odd, 100_000));
        var exchange = Process.Open(prompt);
        exchange.Response = new ResponseFacts();
        exchange.Response.Think(prompt, ThoughtSource.Thinking);
        exchange.Response.Calls.Report("call", "Write", prompt);
        exchange.Close(new ExchangeOutcome(ExchangeStatus.Completed, 200));
        await Process.Recorder.FlushAsync();

        var row = await Process.RowAsync(exchange.Id);

        new[] { row.Prompts.Single().Text, row.ModelThoughts.Single().Content, row.ToolUsages.Single().Input }.Should().AllBe(prompt);
    }

    [Fact]
    public async Task It_comes_back_whatever_its_length()
    {
        var exchanges = Enumerable.Range(0, 20).Select(more => Process.Open(new string('w', 100_000 + more))).ToList();
        exchanges.ForEach(exchange => exchange.Complete());
        await Process.Recorder.FlushAsync();

        (await Process.RowsAsync(exchanges)).Select(row => row.Prompts.Single().Text.Length).Should().Equal(Enumerable.Range(100_000, 20));
    }

    [Fact]
    public async Task It_is_brought_in_by_the_next_process_when_this_one_dies()
    {
        var prompt = string.Concat(Enumerable.Repeat("päste\n", 100_000));
        await using var killed = new RecordingProcess(Database, Clock);
        var exchange = killed.Open(prompt);
        killed.Kill();
        await using var next = new RecordingProcess(Database, Clock);
        await next.StartAsync();
        await next.Recorder.FlushAsync();

        (await next.RowAsync(exchange.Id)).Prompts.Single().Text.Should().Be(prompt);
    }

    [Fact]
    public void A_record_of_megabytes_goes_into_the_journal_in_next_to_no_memory()
    {
        var prompt = new string('"', 3 * 1024 * 1024);
        Process.Open(prompt[..100_000]);
        var exchange = Exchanges.Make(Clock, prompt);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Process.Recorder.TryOpen(exchange);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(32 * 1024);
    }
}
