using AiBridge.Contracts.Records;
using AiBridge.Projects.Paging;
using AiBridge.Records;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.Management;

/// <summary>That lists stay fast is read off the plan of the very query an endpoint sends, over a table that is not small.</summary>
public sealed class QueryPlanTests(QueryPlanTests.TenThousand stored) : IClassFixture<QueryPlanTests.TenThousand>
{
    private static readonly Guid Somewhere = Guid.CreateVersion7(Recorded.Start.AddMinutes(50));

    [Theory]
    [InlineData("ProjectId_Id", "")]
    [InlineData("ProjectId_Id", "provider")]
    [InlineData("ProjectId_Id", "time")]
    [InlineData("ProjectId_ProviderName_Id", "providerName")]
    [InlineData("ProjectId_Model_Id", "model")]
    [InlineData("ProjectId_Client_Id", "client")]
    [InlineData("ProjectId_InitiatorId_Id", "initiatorId")]
    [InlineData("ProjectId_SessionId_Id", "sessionId")]
    [InlineData("ProjectId_Status_Id", "status")]
    public async Task A_page_of_a_projects_interceptions_is_found_and_ordered_by_one_index(string index, string filter)
    {
        var plan = await stored.PlanAsync(rows => InterceptionQueries.Rows(rows, "prj_default", Filter(filter)).Take(51));

        plan.Should().Contain($"USING INDEX IX_Interceptions_{index} ").And.NotContain("SCAN").And.NotContain("TEMP B-TREE");
    }

    [Fact]
    public async Task A_page_over_all_projects_follows_the_primary_key() =>
        (await stored.PlanAsync(rows => InterceptionQueries.Rows(rows, null, Filter("")).Take(51)))
            .Should().Contain("sqlite_autoindex_Interceptions_1").And.NotContain("SCAN").And.NotContain("TEMP B-TREE");

    [Fact]
    public async Task A_session_is_read_by_its_index() =>
        (await stored.PlanAsync(rows => rows.Where(row => row.ProjectId == "prj_default" && row.SessionId == "s-1" && row.Id > Somewhere).OrderBy(row => row.Id).Take(201)))
            .Should().Contain("IX_Interceptions_ProjectId_SessionId_Id").And.NotContain("TEMP B-TREE");

    [Theory]
    [InlineData(null)]
    [InlineData("day,model,providerName,projectId,client,initiatorId")]
    public async Task Usage_of_a_time_range_reads_only_that_range(string? groupBy)
    {
        var range = TimeRange.Read("from", "2026-05-04", "to", "2026-05-05");

        (await stored.PlanAsync(rows => UsageGrouping.Read(groupBy).Apply(rows.Of("prj_default").During(range))))
            .Should().Contain("SEARCH").And.Contain("(ProjectId=? AND Id>? AND Id<?)").And.NotContain("SCAN Interceptions");
        (await stored.PlanAsync(rows => UsageGrouping.Read(groupBy).Apply(rows.Of(null).During(range))))
            .Should().Contain("sqlite_autoindex_Interceptions_1 (Id>? AND Id<?)");
    }

    private static InterceptionFilter Filter(string name)
    {
        var filter = new InterceptionFilter { Cursor = new Cursor("interceptions").AfterId(Somewhere) };
        return name switch
        {
            "provider" => filter with { Provider = "anthropic" },
            "providerName" => filter with { ProviderName = "anthropic" },
            "model" => filter with { Model = "claude-a" },
            "client" => filter with { Client = "Claude Code" },
            "initiatorId" => filter with { InitiatorId = "tok_1" },
            "sessionId" => filter with { SessionId = "s-1" },
            "status" => filter with { Status = "failed" },
            "time" => filter with { StartedAfter = "2026-05-04", StartedBefore = "2026-05-05" },
            _ => filter,
        };
    }

    public sealed class TenThousand : IAsyncLifetime
    {
        private readonly ManagedBridge _managed = new();

        public async Task InitializeAsync()
        {
            await _managed.InitializeAsync();
            await Recorded.AddAsync(_managed.Bridge, [.. Enumerable.Range(0, 10_000).Select(i => Recorded.Row(i / 100.0, session: $"s-{i % 100}"))]);
        }

        public Task DisposeAsync() => _managed.DisposeAsync();

        internal async Task<string> PlanAsync<T>(Func<IQueryable<InterceptionRow>, IQueryable<T>> query)
        {
            await using var db = await _managed.Bridge.Services.GetRequiredService<IDbContextFactory<BridgeDb>>().CreateDbContextAsync();
            await using var command = query(db.Interceptions.AsNoTracking()).CreateDbCommand();
            command.CommandText = "EXPLAIN QUERY PLAN " + command.CommandText;
            await db.Database.OpenConnectionAsync();
            await using var reader = await command.ExecuteReaderAsync();
            var lines = new List<string>();
            while (await reader.ReadAsync())
                lines.Add(reader.GetString(3));
            return string.Join('\n', lines);
        }
    }
}
