using System.ComponentModel;

namespace AiBridge.Contracts.Projects;

/// <summary>A tenant.</summary>
public sealed record ProjectDto
{
    [Description("prj_…")]
    public required string Id { get; init; }

    [Description("Unique on this server.")]
    public required string Name { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>What a request says of a project.</summary>
public sealed record ProjectBodyDto
{
    [Description("1 to 64 characters, unique on this server.")]
    public required string Name { get; init; }
}
