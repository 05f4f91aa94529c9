using AiBridge.Tests.Storage;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Tests.Recording;

[Trait("Speed", "Slow")]
public sealed class VolumeTests
{
    [Fact]
    public async Task Ten_thousand_exchanges_from_several_threads_are_all_there_once()
    {
        await using var database = await TemporaryDatabase.CreateAsync();
        await using var process = new RecordingProcess(database, TimeProvider.System);
        await process.StartAsync();

        Parallel.For(0, 10_000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => process.Open($"prompt {i}").Complete($"call_{i}"));
        await process.Recorder.FlushAsync();

        await using var db = database.Open();
        (await db.Interceptions.CountAsync(row => row.Status == "completed")).Should().Be(10_000);
        (await db.Prompts.Select(prompt => prompt.Text).Distinct().CountAsync()).Should().Be(10_000);
        (await db.ToolUsages.Select(tool => tool.ToolCallId).Distinct().CountAsync()).Should().Be(10_000);
        (await db.ToolUsages.CountAsync()).Should().Be(10_000);
        process.Owner.Segments().Should().HaveCountLessThan(3, "what the database has is deleted");
    }
}
