using AiBridge.Storage;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Tests.Storage;

public sealed class DeletedProjectsTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Records_of_projects_that_are_gone_go_in_batches_and_all_others_stay()
    {
        await using var database = await TemporaryDatabase.CreateAsync();
        var kept = Rows.Interception(Start, "prj_here");
        var running = Rows.Interception(Start, "prj_gone", status: "in_progress");
        var many = Retention.BatchSize + 5;
        await using (var db = database.Open())
        {
            db.Projects.Add(new AiBridge.Storage.Rows.ProjectRow { Id = "prj_here", Name = "here" });
            db.AddRange(kept, running, Rows.Interception(Start, "prj_before"), Rows.Interception(Start, "prj_zz"));
            db.AddRange(Enumerable.Range(0, many).Select(i => Rows.Interception(Start.AddSeconds(i), "prj_gone")));
            await db.SaveChangesAsync();
        }

        (await new DeletedProjects(database.Contexts).SweepAsync(default)).Should().Be(many + 2);

        await using var after = database.Open();
        (await after.Interceptions.Select(row => row.Id).ToListAsync()).Should().BeEquivalentTo([kept.Id, running.Id]);
        (await after.Prompts.CountAsync()).Should().Be(2);
    }

    [Fact]
    public async Task A_long_history_goes_in_as_many_batches_as_are_asked_for()
    {
        await using var database = await TemporaryDatabase.CreateAsync();
        await using (var db = database.Open())
        {
            db.AddRange(Enumerable.Range(0, (2 * Retention.BatchSize) + 5).Select(i => Rows.Interception(Start.AddSeconds(i), "prj_gone")));
            await db.SaveChangesAsync();
        }

        var projects = new DeletedProjects(database.Contexts);

        (await projects.DeleteRecordsAsync("prj_gone", 2, default)).Should().Be(2 * Retention.BatchSize);
        (await projects.DeleteRecordsAsync("prj_gone", 2, default)).Should().Be(5);
    }

    [Fact]
    public async Task An_empty_database_is_left_alone()
    {
        await using var database = await TemporaryDatabase.CreateAsync();

        (await new DeletedProjects(database.Contexts).SweepAsync(default)).Should().Be(0);
    }
}
