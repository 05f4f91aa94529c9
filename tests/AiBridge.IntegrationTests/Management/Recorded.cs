using AiBridge.IntegrationTests.Hosting;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.IntegrationTests.Management;

/// <summary>Interceptions as the recorder would have stored them.</summary>
internal static class Recorded
{
    public static readonly DateTimeOffset Start = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A row that began some minutes after <see cref="Start"/>.</summary>
    public static InterceptionRow Row(
        double minutes = 0,
        string project = "prj_default",
        string provider = "anthropic",
        string? providerName = null,
        string? model = "claude-a",
        string client = "Claude Code",
        string initiator = "tok_1",
        string session = "s-1",
        string status = "completed",
        string? person = null,
        long? input = null,
        long? output = null)
    {
        var startedAt = Start.AddMinutes(minutes);
        var id = Guid.CreateVersion7(startedAt);
        return new InterceptionRow
        {
            Id = id,
            ProjectId = project,
            InitiatorId = initiator,
            InitiatorName = "Ada",
            Person = person ?? initiator,
            Provider = provider,
            ProviderName = providerName ?? provider,
            Protocol = "anthropic_messages",
            Route = "/v1/messages",
            Model = model,
            Client = client,
            SessionId = session,
            Purpose = "main",
            ThreadRootId = id,
            CredentialKind = "centralized",
            Status = status,
            StartedAt = startedAt.ToUnixTimeMilliseconds(),
            InputTokens = input,
            OutputTokens = output,
        };
    }

    public static async Task AddAsync(Bridge bridge, params InterceptionRow[] rows)
    {
        await using var db = await bridge.DbAsync();
        foreach (var project in rows.Select(row => row.ProjectId).Distinct())
        {
            if (!await db.Projects.AnyAsync(row => row.Id == project))
                db.Projects.Add(new ProjectRow { Id = project, Name = project });
        }

        db.AddRange(rows.AsEnumerable<object>());
        await db.SaveChangesAsync();
    }
}
