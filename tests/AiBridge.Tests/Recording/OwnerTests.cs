using System.Diagnostics;
using AiBridge.Configuration;
using AiBridge.Recording.Writing;
using AiBridge.Tests.Storage;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Tests.Recording;

/// <summary>Two hosts record into one database: neither sees the other's directories.</summary>
public sealed class OwnerTests : IAsyncLifetime
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new();
    private TemporaryDatabase _database = null!;
    private RecordingProcess _here = null!;

    public async Task InitializeAsync()
    {
        _database = await TemporaryDatabase.CreateAsync();
        _here = new RecordingProcess(_database, _clock, host: "here");
        await _here.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _here.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task What_runs_on_another_host_is_never_interrupted()
    {
        await using var there = await StartedAsync();
        var running = there.Open();
        await there.Recorder.FlushAsync();

        // Longer than a heartbeat may be missing, and over several sweeps.
        for (var seconds = 0; seconds < 300; seconds += 10)
        {
            await BeatenAsync(there);
            await BeatenAsync(_here);
            await _here.Recorder.FlushAsync();
        }

        (await _here.RowAsync(running.Id)).Status.Should().Be("in_progress");
        running.Complete();
    }

    [Fact]
    public async Task A_process_that_starts_beside_one_of_another_host_leaves_its_requests_alone()
    {
        var running = _here.Open();
        await _here.Recorder.FlushAsync();

        await using var there = await StartedAsync();

        (await there.RowAsync(running.Id)).Status.Should().Be("in_progress");
        running.Complete();
    }

    [Fact]
    public async Task Whoever_falls_silent_on_another_host_is_dead_after_thirty_seconds_and_not_before()
    {
        await using var there = await StartedAsync();
        var running = there.Open();
        await there.Recorder.FlushAsync();
        await BeatenAsync(_here);
        await there.StopAsync();

        await PassAsync(TimeSpan.FromSeconds(19));
        (await _here.RowAsync(running.Id)).Status.Should().Be("in_progress");
        await InterruptedAsync();

        (await OwnersAsync()).Should().Equal([_here.Owner.OwnerId], "rows and owner go together");
    }

    [Fact]
    public async Task An_end_that_comes_back_with_its_journal_wins()
    {
        await using var there = await StartedAsync();
        var exchange = there.Open();
        await there.Recorder.FlushAsync();
        await BeatenAsync(_here);
        await there.StopAsync();
        await InterruptedAsync();

        exchange.Complete("call_1");
        there.Kill();
        await using var again = await StartedAsync();

        var row = await _here.RowAsync(exchange.Id);
        row.Status.Should().Be("completed");
        row.ToolUsages.Should().HaveCount(1);
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(3600)]
    public async Task Clocks_of_two_hosts_need_not_agree(int seconds)
    {
        var itsClock = new FakeTimeProvider(_clock.GetUtcNow().AddSeconds(seconds));
        await using var there = new RecordingProcess(_database, itsClock, host: "there");
        await there.StartAsync();
        var running = there.Open();
        await there.Recorder.FlushAsync();

        for (var passed = 0; passed < 120; passed += 10)
        {
            await BeatenAsync(there, itsClock);
            await BeatenAsync(_here);
            await _here.Recorder.FlushAsync();
        }

        (await _here.RowAsync(running.Id)).Status.Should().Be("in_progress");
        running.Complete();
    }

    [Fact]
    public async Task On_the_same_host_the_lock_of_the_directory_says_at_once_who_is_dead()
    {
        await using var there = await StartedAsync();
        var running = there.Open();
        await there.Recorder.FlushAsync();
        await there.StopAsync();
        there.Kill();

        await using var next = await StartedAsync();

        (await next.RowAsync(running.Id)).Status.Should().Be("interrupted");
        (await OwnersAsync()).Should().BeEquivalentTo([_here.Owner.OwnerId, next.Owner.OwnerId]);
    }

    [Fact]
    public async Task Whoever_holds_the_lock_on_this_host_lives_however_silent_it_is()
    {
        await using var stuck = new RecordingProcess(_database, _clock, host: "here");
        await stuck.StartAsync();
        var running = stuck.Open();
        await stuck.Recorder.FlushAsync();
        await stuck.StopAsync();

        await PassAsync(TimeSpan.FromMinutes(3));
        await _here.Recorder.FlushAsync();

        (await _here.RowAsync(running.Id)).Status.Should().Be("in_progress");
        stuck.Kill();
    }

    [Fact]
    public async Task Whoever_was_given_up_and_speaks_again_is_there_again()
    {
        await using (var db = _database.Open())
            await db.Owners.ExecuteDeleteAsync();

        await BeatenAsync(_here);

        (await OwnersAsync()).Should().Equal(_here.Owner.OwnerId);
    }

    [Fact]
    public async Task A_process_says_who_it_is_and_is_forgotten_at_a_clean_end()
    {
        var there = await StartedAsync();
        await using (var db = _database.Open())
        {
            (await db.Owners.SingleAsync(row => row.Id == there.Owner.OwnerId)).Should().BeEquivalentTo(new
            {
                Host = Environment.MachineName,
                ProcessId = Environment.ProcessId,
                Version = ProductVersion.Text,
                StartedAt = _clock.GetUtcNow().ToUnixTimeMilliseconds(),
            });
        }

        there.Open().Complete();
        await there.DisposeAsync();

        (await OwnersAsync()).Should().Equal(_here.Owner.OwnerId);
    }

    private async Task<RecordingProcess> StartedAsync()
    {
        var process = new RecordingProcess(_database, _clock, host: "there");
        await process.StartAsync();
        await process.Recorder.FlushAsync();
        return process;
    }

    /// <summary>Lets time go on until a process has said once more that it lives.</summary>
    private Task BeatenAsync(RecordingProcess process) => BeatenAsync(process, _clock);

    private async Task BeatenAsync(RecordingProcess process, FakeTimeProvider clock)
    {
        var before = Heartbeat(process);
        var left = OwnerHeartbeat.Interval;
        var waited = Stopwatch.StartNew();
        await Eventually.Is(() =>
        {
            if (Heartbeat(process) != before)
                return true;
            // Its timer may have begun after the clock had gone on: then it is due that much later.
            if (left <= TimeSpan.Zero && waited.Elapsed > Second * 3)
                (left, waited) = (OwnerHeartbeat.Interval, Stopwatch.StartNew());
            if (left > TimeSpan.Zero)
                clock.Advance(Second);
            left -= Second;
            return false;
        });
    }

    /// <summary>Time goes by, and this host has its turn after each second.</summary>
    private async Task PassAsync(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += Second)
        {
            _clock.Advance(Second);
            await _here.Recorder.FlushAsync();
        }
    }

    /// <summary>Time goes by until the one request counts as interrupted.</summary>
    private Task InterruptedAsync() => Eventually.Is(() =>
    {
        _clock.Advance(Second);
        return Statuses().Single() == "interrupted";
    });

    private long? Heartbeat(RecordingProcess process)
    {
        using var db = _database.Open();
        return db.Owners.Where(row => row.Id == process.Owner.OwnerId).Select(row => (long?)row.HeartbeatAt).SingleOrDefault();
    }

    private List<string> Statuses()
    {
        using var db = _database.Open();
        return db.Interceptions.Select(row => row.Status).ToList();
    }

    private async Task<List<Guid>> OwnersAsync()
    {
        await using var db = _database.Open();
        return await db.Owners.Select(row => row.Id).ToListAsync();
    }
}
