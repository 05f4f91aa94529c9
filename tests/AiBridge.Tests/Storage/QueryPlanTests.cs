using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Tests.Storage;

public sealed class QueryPlanTests
{
    [Theory]
    [InlineData("ProjectId", null)]
    [InlineData("ProjectId_SessionId", "SessionId")]
    [InlineData("ProjectId_ProviderName", "ProviderName")]
    [InlineData("ProjectId_Model", "Model")]
    [InlineData("ProjectId_Client", "Client")]
    [InlineData("ProjectId_InitiatorId", "InitiatorId")]
    [InlineData("ProjectId_Status", "Status")]
    public async Task A_page_of_a_filtered_list_is_found_and_ordered_by_its_index(string index, string? filter)
    {
        await using var database = await TemporaryDatabase.CreateAsync();
        var also = filter is null ? "" : $"AND \"{filter}\" = @f";

        var plan = await Plan(database, $"SELECT * FROM Interceptions WHERE ProjectId = @p {also} AND Id < @c ORDER BY Id DESC LIMIT 50");

        plan.Should().Contain($"USING INDEX IX_Interceptions_{index}_Id").And.NotContain("TEMP B-TREE");
    }

    [Theory]
    [InlineData("SELECT Id FROM Interceptions WHERE Status = 'in_progress' AND OwnerId = @o", "IX_Interceptions_Status_OwnerId")]
    [InlineData("SELECT Id FROM Interceptions WHERE ProjectId = @p AND ProviderResponseId = @r", "IX_Interceptions_ProviderResponseId_ProjectId")]
    [InlineData("SELECT Id FROM Interceptions WHERE ProviderName = @n AND ProviderResponseId = @r", "IX_Interceptions_ProviderResponseId_ProjectId")]
    [InlineData("SELECT Id FROM Interceptions WHERE ProviderName = @n AND ConversationId = @c", "IX_Interceptions_ConversationId_ProjectId")]
    [InlineData("SELECT InterceptionId FROM ToolUsages WHERE ProjectId = @p AND ToolCallId = @t AND Conversation = @c AND Beginning = @b ORDER BY Id DESC LIMIT 1", "IX_ToolUsages_ProjectId_ToolCallId_Conversation_Beginning (ProjectId=? AND ToolCallId=? AND Conversation=? AND Beginning=?)")]
    [InlineData("SELECT Id FROM Interceptions WHERE ProjectId = @p AND ProviderResponseId = @r AND Person = @a ORDER BY StartedAt DESC", "IX_Interceptions_ProviderResponseId_ProjectId")]
    public async Task A_look_up_uses_its_index(string sql, string index)
    {
        await using var database = await TemporaryDatabase.CreateAsync();

        (await Plan(database, sql)).Should().Contain(index).And.NotContain("SCAN");
    }

    [Fact]
    public async Task Ids_compare_in_the_database_as_they_do_in_time()
    {
        await using var database = await TemporaryDatabase.CreateAsync();
        var clock = new FakeTimeProvider();
        InterceptionRow[] rows = [.. Enumerable.Range(0, 20).Select(i => Rows.Interception(clock.GetUtcNow().AddMilliseconds(i * 37)))];
        await using var db = database.Open();
        db.AddRange(rows.AsEnumerable<object>());
        await db.SaveChangesAsync();

        var page = await db.Interceptions.Where(row => row.Id < rows[10].Id).OrderByDescending(row => row.Id).Take(3).Select(row => row.Id).ToListAsync();

        page.Should().Equal(rows[9].Id, rows[8].Id, rows[7].Id);
    }

    private static async Task<string> Plan(TemporaryDatabase database, string sql)
    {
        await using var connection = database.Connect();
        await using var command = connection.CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + sql;
        foreach (var name in new[] { "@p", "@f", "@c", "@o", "@r", "@t", "@a", "@b", "@n" }.Where(name => sql.Contains(name)))
            command.Parameters.AddWithValue(name, "x");
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
            lines.Add(reader.GetString(3));
        return string.Join('\n', lines);
    }
}
