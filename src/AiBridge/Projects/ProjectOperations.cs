namespace AiBridge.Projects;

internal static class ProjectOperations
{
    public static Operation List { get; } = new("listProjects", PermissionNames.ReadProjects);

    public static Operation Get { get; } = new("getProject", PermissionNames.ReadProjects);

    public static Operation Create { get; } = new("createProject", PermissionNames.WriteProjects, ServerScope: true) { Status = StatusCodes.Status201Created };

    public static Operation Update { get; } = new("updateProject", PermissionNames.WriteProjects);

    public static Operation Delete { get; } = new("deleteProject", PermissionNames.DeleteProjects, ServerScope: true) { Status = StatusCodes.Status204NoContent };
}
