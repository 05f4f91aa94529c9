using AiBridge.Contracts.Projects;
using AiBridge.Projects.Changes;
using AiBridge.Storage.Rows;

namespace AiBridge.Projects;

/// <summary>What is told of projects and tokens.</summary>
internal static class ProjectMapping
{
    public static Versioned<ProjectDto> ToDto(this ProjectRow row) => new(
        new ProjectDto
        {
            Id = row.Id,
            Name = row.Name,
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
            UpdatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.UpdatedAt),
        },
        row.Version);

    /// <param name="row">The token.</param>
    /// <param name="lastUsed">Later than what is stored; null when nothing later is known.</param>
    public static TokenDto ToDto(this TokenRow row, long? lastUsed = null) => new()
    {
        Id = row.Id,
        ProjectId = row.ProjectId,
        Name = row.Name,
        ActorName = row.ActorName,
        Permissions = row.Permissions.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        ServerScope = row.ServerScope,
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
        CreatedBy = row.CreatedBy,
        ExpiresAt = Time(row.ExpiresAt),
        LastUsedAt = Time(lastUsed ?? row.LastUsedAt),
        RevokedAt = Time(row.RevokedAt),
    };

    private static DateTimeOffset? Time(long? milliseconds) => milliseconds is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
}
