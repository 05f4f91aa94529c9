using AiBridge.Configuration;
using AiBridge.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiBridge.Tests.Storage;

public sealed class RetentionTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task What_is_older_than_the_retention_goes_with_its_children_and_the_rest_stays()
    {
        await using var database = await TemporaryDatabase.CreateAsync();
        var old = Rows.Interception(_clock.GetUtcNow().AddDays(-60).AddSeconds(-1));
        var young = Rows.Interception(_clock.GetUtcNow().AddDays(-60).AddSeconds(1));
        await Save(database, old, young);

        var deleted = await Retention(database, days: 60).DeleteInterceptionsAsync(CancellationToken.None);

        deleted.Should().Be(1);
        await using var db = database.Open();
        (await db.Interceptions.Select(row => row.Id).ToListAsync()).Should().Equal(young.Id);
        (await db.Prompts.Select(row => row.InterceptionId).ToListAsync()).Should().Equal(young.Id);
        (await db.ToolUsages.Select(row => row.InterceptionId).ToListAsync()).Should().Equal(young.Id);
        (await db.ModelThoughts.Select(row => row.InterceptionId).ToListAsync()).Should().Equal(young.Id);
    }

    [Fact]
    public async Task More_than_one_batch_goes_in_one_run()
    {
        await using var database = await TemporaryDatabase.CreateAsync();
        var start = _clock.GetUtcNow().AddDays(-90);
        var count = AiBridge.Storage.Retention.BatchSize + 5;
        await Save(database, [.. Enumerable.Range(0, count).Select(i => Rows.Interception(start.AddSeconds(i)))]);

        var deleted = await Retention(database, days: 60).DeleteInterceptionsAsync(CancellationToken.None);

        deleted.Should().Be(count);
    }

    [Fact]
    public async Task Zero_days_keep_everything()
    {
        await using var database = await TemporaryDatabase.CreateAsync();
        await Save(database, Rows.Interception(_clock.GetUtcNow().AddYears(-9)));

        (await Retention(database, days: 0).DeleteInterceptionsAsync(CancellationToken.None)).Should().Be(0);
    }

    [Fact]
    public async Task It_runs_a_minute_after_the_start_and_then_each_hour()
    {
        await using var database = await TemporaryDatabase.CreateAsync();
        using var retention = Retention(database, days: 60);
        await retention.StartAsync(CancellationToken.None);

        // The clock also runs while the rows are being deleted: a turn may come somewhat before an hour by it.
        foreach (var (step, least) in new[] { (TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1)), (TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(30)) })
        {
            var (before, old) = (_clock.GetUtcNow(), Rows.Interception(_clock.GetUtcNow().AddDays(-61)));
            await Save(database, old);
            await Eventually.Is(async () =>
            {
                _clock.Advance(step);
                await using var db = database.Open();
                return !await db.Interceptions.AnyAsync();
            });
            (_clock.GetUtcNow() - before).Should().BeGreaterThanOrEqualTo(least);
        }

        await retention.StopAsync(CancellationToken.None);
    }

    private static async Task Save(TemporaryDatabase database, params AiBridge.Storage.Rows.InterceptionRow[] rows)
    {
        await using var db = database.Open();
        db.AddRange(rows.AsEnumerable<object>());
        await db.SaveChangesAsync();
    }

    private Retention Retention(TemporaryDatabase database, int days)
    {
        var options = database.Options with { Recording = new RecordingOptions { RetentionDays = days } };
        return new Retention(database.Contexts, new LiveConfiguration(options), new FreedSpace(database.Contexts, NullLogger<FreedSpace>.Instance), _clock, NullLogger<Retention>.Instance);
    }
}
