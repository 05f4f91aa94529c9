using System.Diagnostics;
using AiBridge.Exchanges;
using Microsoft.Data.Sqlite;

namespace AiBridge.Tests.Recording;

public sealed class ReadBarrierTests : StartedProcess
{
    private ReadBarrier Barrier => Process.Barrier;

    [Fact]
    public async Task What_was_recorded_before_a_query_is_stored_when_it_looks()
    {
        for (var i = 0; i < 10; i++)
        {
            var running = Process.Open();
            var ended = Process.Open();
            ended.Complete();

            await Barrier.PassAsync(CancellationToken.None);

            (await Process.RowAsync(running.Id)).Status.Should().Be("in_progress");
            (await Process.RowAsync(ended.Id)).Status.Should().Be("completed");
        }
    }

    [Fact]
    public async Task The_first_record_does_not_wait_for_statements_to_be_worded() =>
        await Eventually.Is(() => Process.Store.IsReady);

    [Fact]
    public async Task With_everything_stored_a_query_does_not_trouble_the_writer()
    {
        Process.Open().Complete();
        await Process.Recorder.FlushAsync();
        await Eventually.Is(() => Barrier.PassAsync(CancellationToken.None).IsCompleted);
        var wakes = 0;
        Process.Writer.Woken = () => Interlocked.Increment(ref wakes);

        for (var i = 0; i < 100; i++)
            Barrier.PassAsync(CancellationToken.None).IsCompletedSuccessfully.Should().BeTrue();

        wakes.Should().Be(0);
    }

    [Fact]
    public async Task Whoever_asks_all_the_time_costs_no_transaction_a_record()
    {
        var commits = 0;
        Process.Writer.Written = _ => Interlocked.Increment(ref commits);
        var asking = Stopwatch.StartNew();
        for (var i = 0; i < 300; i++)
        {
            Process.Open().Complete();
            var readers = Enumerable.Range(0, 4).Select(_ => Barrier.PassAsync(CancellationToken.None).AsTask());
            if (i % 30 == 29)
                await Task.WhenAll(readers);
            else
                _ = readers.ToList();
        }

        (await Process.RowsAsync()).Should().HaveCount(300).And.OnlyContain(row => row.Status == "completed");
        commits.Should().BeLessThanOrEqualTo((int)(asking.Elapsed.TotalMilliseconds / 20) + 2, "one each 20 ms at the most");
    }

    [Fact]
    public async Task A_query_waits_fifty_milliseconds_at_the_most()
    {
        await using var other = Database.Connect();
        Run(other, "BEGIN EXCLUSIVE");
        Process.Open().Complete();
        var passed = Barrier.PassAsync(CancellationToken.None);
        passed.IsCompleted.Should().BeFalse();

        Clock.Advance(TimeSpan.FromMilliseconds(50));

        await passed;
        Run(other, "COMMIT");
    }

    [Fact]
    public async Task While_the_store_is_known_to_be_away_no_query_waits()
    {
        Execute("ALTER TABLE Prompts RENAME TO Hidden");
        var exchange = Process.Open();
        exchange.Complete();
        await Barrier.PassAsync(CancellationToken.None);

        Process.Open().Complete();
        Barrier.PassAsync(CancellationToken.None).IsCompletedSuccessfully.Should().BeTrue("the first one has met the fault");

        Execute("ALTER TABLE Hidden RENAME TO Prompts");
        await Eventually.Is(() =>
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            return !Barrier.PassAsync(CancellationToken.None).IsCompleted || Process.RowsAsync().Result.Count == 2;
        });
        await Barrier.PassAsync(CancellationToken.None);
        (await Process.RowsAsync()).Should().HaveCount(2);
    }

    [Fact]
    public async Task A_query_that_is_given_up_waits_no_longer()
    {
        await using var other = Database.Connect();
        Run(other, "BEGIN EXCLUSIVE");
        Process.Open().Complete();
        using var left = new CancellationTokenSource();
        var passed = Barrier.PassAsync(left.Token).AsTask();

        await left.CancelAsync();

        await FluentActions.Awaiting(() => passed).Should().ThrowAsync<OperationCanceledException>();
        Run(other, "COMMIT");
    }

    private void Execute(string sql)
    {
        using var connection = Database.Connect();
        Run(connection, sql);
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
