using AiBridge.Recording.Journaling;
using AiBridge.Recording.Writing;

namespace AiBridge.Tests.Recording;

/// <summary>Whatever goes wrong in the writer, it goes on; what it had at hand is not lost.</summary>
public sealed class WriterSurvivalTests : StartedProcess
{
    [Fact]
    public async Task A_record_that_memory_is_short_for_is_read_again()
    {
        var failures = 3;
        Process.Writer.Reading = () => Fail(ref failures);
        var exchanges = CompleteSome(5);

        await PassTimeUntil(Process.Recorder.FlushAsync());

        (await Process.RowsAsync(exchanges)).Should().OnlyContain(row => row.Status == "completed");
        failures.Should().BeNegative();
    }

    [Fact]
    public async Task A_record_that_can_never_be_read_is_put_aside_and_the_others_are_written()
    {
        await Process.Recorder.FlushAsync();
        var (reads, poison) = (0, "poison" + new string('p', 100_000));
        Process.Writer.Reading = () =>
        {
            // The first one, however often it is tried.
            if (++reads <= 8)
                throw Shortage.Planted();
        };
        var first = Process.Open(poison);
        var others = CompleteSome(5);

        await PassTimeUntil(Process.Recorder.FlushAsync());

        (await Process.RowsAsync(others)).Should().OnlyContain(row => row.Status == "completed");
        (await Process.RowsAsync()).Should().NotContain(row => row.Id == first.Id);
        File.ReadAllText(Path.Combine(Process.Owner.Root, "rejected.jsonl")).Should().Contain(poison).And.Contain(first.Id.ToString()).And.EndWith("}\n");
        RejectedRecords.IdOf(JournalEntry.InMemory(File.ReadAllBytes(Path.Combine(Process.Owner.Root, "rejected.jsonl")), RecordKind.Opening)).Should().Be(first.Id);
    }

    [Fact]
    public async Task A_fault_between_two_transactions_ends_nothing_and_readiness_tells_until_it_is_over()
    {
        var failures = 2;
        Process.Writer.Written = _ => Fail(ref failures);
        var exchanges = CompleteSome(3);
        var flushed = Process.Recorder.FlushAsync();
        await Eventually.Is(() => Process.Writer.IsFailing);

        await PassTimeUntil(flushed);

        Process.Writer.IsFailing.Should().BeFalse();
        (await Process.RowsAsync(exchanges)).Should().OnlyContain(row => row.Status == "completed");
        await Process.StopAsync();
        Directory.Exists(Process.Owner.Path).Should().BeFalse("all of it is in the database");
    }

    [Fact]
    public async Task A_batch_that_cannot_be_written_together_is_written_one_by_one()
    {
        await Process.Recorder.FlushAsync();
        var batches = new List<int>();
        Process.Writer.Written = batches.Add;
        Process.Store.Dispose();
        Database.Faults.Enqueue(Shortage.Planted());
        var exchanges = CompleteSome(5);

        var flushed = Process.Recorder.FlushAsync();
        await Eventually.Is(() => flushed.IsCompleted);

        batches.Should().Equal(5);
        (await Process.RowsAsync(exchanges)).Should().OnlyContain(row => row.Status == "completed");
        Database.Faults.Should().BeEmpty();
    }

    private static void Fail(ref int failures)
    {
        if (Interlocked.Decrement(ref failures) >= 0)
            throw Shortage.Planted();
    }

    private List<AiBridge.Exchanges.Exchange> CompleteSome(int count)
    {
        var exchanges = Enumerable.Range(0, count).Select(number => Process.Open($"prompt {number}")).ToList();
        exchanges.ForEach(exchange => exchange.Complete("call"));
        return exchanges;
    }

    private Task PassTimeUntil(Task done) => Eventually.Is(() =>
    {
        Clock.Advance(TimeSpan.FromSeconds(1));
        return done.IsCompleted;
    });
}
