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
}
