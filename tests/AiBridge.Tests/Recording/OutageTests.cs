using Microsoft.Data.Sqlite;

namespace AiBridge.Tests.Recording;

public sealed class OutageTests : StartedProcess
{
    [Fact]
    public async Task While_another_holds_the_database_requests_go_on_and_all_are_written_afterwards()
    {
        await using var other = Database.Connect();
        Run(other, "BEGIN EXCLUSIVE");
        var flushed = Task.CompletedTask;
        var opening = System.Diagnostics.Stopwatch.StartNew();
        foreach (var _ in Enumerable.Range(0, 500))
            Process.Open().Complete("call");
        flushed = Process.Recorder.FlushAsync();

        opening.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(4), "nobody waits for the database's five seconds");
        flushed.IsCompleted.Should().BeFalse();
        Run(other, "COMMIT");
        await PassTimeUntil(flushed);

        var rows = await Process.RowsAsync();
        rows.Should().HaveCount(500).And.OnlyContain(row => row.Status == "completed" && row.ToolUsages.Count == 1);
    }

    [Fact]
    public async Task A_database_that_fails_is_tried_again_until_it_works()
    {
        Execute("ALTER TABLE Prompts RENAME TO Hidden");
        var exchange = Process.Open();
        exchange.Complete();
        var flushed = Process.Recorder.FlushAsync();
        await PassSomeTime(20);
        flushed.IsCompleted.Should().BeFalse();

        Execute("ALTER TABLE Hidden RENAME TO Prompts");
        await PassTimeUntil(flushed);

        (await Process.RowAsync(exchange.Id)).Prompts.Should().HaveCount(1);
    }

    [Fact]
    public async Task A_record_the_database_refuses_is_put_aside_and_the_others_are_written()
    {
        Execute("CREATE TRIGGER refuse BEFORE INSERT ON Prompts WHEN NEW.Text = 'poison' BEGIN SELECT RAISE(ABORT, 'no'); END");
        var good = Process.Open("good");
        var poison = Process.Open("poison");
        var alsoGood = Process.Open("also good");
        foreach (var exchange in new[] { good, poison, alsoGood })
            exchange.Complete();

        await PassTimeUntil(Process.Recorder.FlushAsync());

        (await Process.RowsAsync()).Select(row => row.Id).Should().BeEquivalentTo([good.Id, alsoGood.Id]);
        File.ReadAllText(Path.Combine(Process.Owner.Root, "rejected.jsonl")).Should().Contain(poison.Id.ToString()).And.NotContain(good.Id.ToString());
    }

    [Fact]
    public async Task What_the_database_has_leaves_no_file_behind_a_clean_end()
    {
        Process.Open().Complete();
        await Process.StopAsync();

        Directory.Exists(Process.Owner.Path).Should().BeFalse();
        (await Process.RowsAsync()).Should().HaveCount(1);
        Process.Recorder.TryOpen(Exchanges.Make(Clock)).Should().BeFalse("nothing can be kept any more");
    }

    private async Task PassSomeTime(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }

    private Task PassTimeUntil(Task done) => Eventually.Is(() =>
    {
        Clock.Advance(TimeSpan.FromSeconds(1));
        return done.IsCompleted;
    });

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
