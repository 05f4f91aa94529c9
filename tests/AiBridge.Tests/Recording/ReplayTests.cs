using AiBridge.Tests.Storage;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Tests.Recording;

public sealed class ReplayTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new();
    private TemporaryDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TemporaryDatabase.CreateAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task What_a_killed_process_recorded_is_brought_in_and_what_it_did_not_end_is_interrupted()
    {
        await using var killed = new RecordingProcess(_database, _clock);
        var ended = killed.Open("ended");
        ended.Complete("call_1");
        var running = killed.Open("running");
        killed.Kill();

        await using var next = await StartedAsync();

        (await next.RowAsync(ended.Id)).Status.Should().Be("completed");
        var row = await next.RowAsync(running.Id);
        row.Status.Should().Be("interrupted");
        row.Prompts.Single().Text.Should().Be("running");
        Directory.Exists(killed.Owner.Path).Should().BeFalse("everything in it is in the database");
    }

    [Fact]
    public async Task A_process_that_lives_is_left_alone()
    {
        await using var living = new RecordingProcess(_database, _clock);
        await living.StartAsync();
        var running = living.Open();
        await living.Recorder.FlushAsync();

        await using var next = await StartedAsync();
        (await next.RowAsync(running.Id)).Status.Should().Be("in_progress");

        running.Complete();
        await living.Recorder.FlushAsync();
        (await next.RowAsync(running.Id)).Status.Should().Be("completed");
    }

    [Fact]
    public async Task A_process_that_dies_later_is_noticed_by_the_sweep()
    {
        await using var mortal = new RecordingProcess(_database, _clock);
        await using var next = await StartedAsync();
        var running = mortal.Open();
        mortal.Kill();

        _clock.Advance(TimeSpan.FromMinutes(1));
        await next.Recorder.FlushAsync();

        (await next.RowAsync(running.Id)).Status.Should().Be("interrupted");
    }

    [Fact]
    public async Task Rows_whose_owner_has_no_journal_any_more_are_interrupted()
    {
        var row = Rows.Interception(_clock.GetUtcNow(), status: "in_progress");
        await using (var db = _database.Open())
        {
            db.Add(row);
            await db.SaveChangesAsync();
        }

        await using var next = await StartedAsync();

        (await next.RowAsync(row.Id)).Status.Should().Be("interrupted");
    }

    [Fact]
    public async Task Bringing_in_the_same_journal_twice_changes_nothing()
    {
        await using var killed = new RecordingProcess(_database, _clock);
        killed.Open().Complete("call_1", "call_2");
        killed.Open();
        killed.Kill();
        var copy = CopyOf(killed.Owner.Path);
        await using var first = await StartedAsync();
        var before = await first.RowsAsync();
        copy.MoveTo(killed.Owner.Path);

        await using var second = await StartedAsync();

        (await second.RowsAsync()).Should().BeEquivalentTo(before);
        before.Should().HaveCount(2);
        Directory.Exists(killed.Owner.Path).Should().BeFalse();
    }

    [Fact]
    public async Task A_crash_between_the_commit_and_the_deletion_of_the_segment_duplicates_nothing()
    {
        var killed = new RecordingProcess(_database, _clock);
        var ended = killed.Open("ended");
        ended.Complete("call_1");
        var halfWritten = killed.Open("in progress at the commit");
        var copy = CopyOf(killed.Owner.Path);
        await killed.StartAsync();
        await killed.Recorder.FlushAsync();
        await killed.StopAsync();
        Directory.Delete(killed.Owner.Path, recursive: true);
        copy.MoveTo(killed.Owner.Path);

        await using var next = await StartedAsync();

        var rows = await next.RowsAsync();
        rows.Should().HaveCount(2);
        rows.Single(row => row.Id == ended.Id).ToolUsages.Should().HaveCount(1);
        rows.Single(row => row.Id == ended.Id).Prompts.Should().HaveCount(1);
        rows.Single(row => row.Id == halfWritten.Id).Status.Should().Be("interrupted");
        rows.Single(row => row.Id == halfWritten.Id).Prompts.Should().HaveCount(1);
    }

    [Fact]
    public async Task An_end_whose_beginning_is_in_the_database_already_ends_that_row()
    {
        var killed = new RecordingProcess(_database, _clock);
        await killed.StartAsync();
        var exchange = killed.Open();
        await killed.Recorder.FlushAsync();
        await killed.StopAsync();
        exchange.Complete("call_1");
        killed.Kill();

        await using var next = await StartedAsync();

        var row = await next.RowAsync(exchange.Id);
        row.Status.Should().Be("completed");
        row.ToolUsages.Should().HaveCount(1);
    }

    [Fact]
    public async Task An_end_found_after_its_row_was_given_up_still_ends_it()
    {
        await using var living = new RecordingProcess(_database, _clock);
        await living.StartAsync();
        var exchange = living.Open();
        await living.Recorder.FlushAsync();
        await using (var db = _database.Open())
            await db.Interceptions.ExecuteUpdateAsync(set => set.SetProperty(row => row.Status, "interrupted"));

        exchange.Complete("call_1");
        await living.Recorder.FlushAsync();

        var row = await living.RowAsync(exchange.Id);
        row.Status.Should().Be("completed");
        row.ToolUsages.Should().HaveCount(1);
    }

    private async Task<RecordingProcess> StartedAsync()
    {
        var process = new RecordingProcess(_database, _clock);
        await process.StartAsync();
        await process.Recorder.FlushAsync();
        return process;
    }

    private DirectoryInfo CopyOf(string directory)
    {
        var copy = Directory.CreateDirectory(Path.Combine(_database.Directory, "copy"));
        foreach (var file in Directory.GetFiles(directory, "*.journal"))
            File.Copy(file, Path.Combine(copy.FullName, Path.GetFileName(file)));
        return copy;
    }
}
