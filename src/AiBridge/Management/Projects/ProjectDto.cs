using System.ComponentModel;
using AiBridge.Storage.Rows;

namespace AiBridge.Management.Projects;

/// <summary>A tenant.</summary>
internal sealed class ProjectDto(ProjectRow row)
{
    [Description("prj_…")]
    public string Id => row.Id;

    [Description("Unique on this server.")]
    public string Name => row.Name;

    public DateTimeOffset CreatedAt => DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt);

    public DateTimeOffset UpdatedAt => DateTimeOffset.FromUnixTimeMilliseconds(row.UpdatedAt);
}

/// <summary>What a request says of a project.</summary>
internal sealed record ProjectBodyDto
{
    [Description("1 to 64 characters, unique on this server.")]
    public required string Name { get; init; }
}
