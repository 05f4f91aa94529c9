namespace AiBridge.Projects;

internal static class ProjectIds
{
    /// <summary>The project that exists from the start.</summary>
    public const string Default = "prj_default";
}
