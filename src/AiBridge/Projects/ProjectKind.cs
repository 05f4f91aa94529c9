using AiBridge.Projects.Changes;
using AiBridge.Storage;
using AiBridge.Storage.Rows;

namespace AiBridge.Projects;

internal sealed class ProjectKind : ResourceKind<ProjectRow>
{
    public static ProjectKind Instance { get; } = new();

    public override string ResourceOf(ProjectRow row) => $"projects/{row.Id}";

    public override string ProjectOf(ProjectRow row) => row.Id;

    public override void Compare(AuditChanges changes, ProjectRow? before, ProjectRow after) => changes.Add("name", before?.Name, after.Name);

    public override RefusedException Taken(ProjectRow row) => RefusedException.Conflict("project_exists", $"There is a project named {row.Name} already.");
}
