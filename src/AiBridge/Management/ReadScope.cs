using AiBridge.Management.Access;
using AiBridge.Projects;
using AiBridge.Storage.Rows;

namespace AiBridge.Management;

/// <summary>Which projects' records a request may see.</summary>
/// <param name="ProjectId">One project; null is all of them.</param>
internal sealed record ReadScope(string? ProjectId)
{
    /// <summary>The caller's own project; for an administrator the one asked for, else all.</summary>
    /// <exception cref="RefusedException">404: another project than the caller's own was asked for, whether it exists or not.</exception>
    public static ReadScope Of(HttpContext context, string? projectId) => new(context.Caller().VisibleProject(projectId));

    /// <summary>The one project a request acts in: the one asked for, else the caller's own.</summary>
    /// <exception cref="RefusedException">404: another project than the caller's own was asked for, whether it exists or not.</exception>
    public static string ProjectOf(HttpContext context, string? projectId) => context.Caller().ActingProject(projectId);

    public IQueryable<InterceptionRow> Narrow(IQueryable<InterceptionRow> rows) =>
        ProjectId is { } projectId ? rows.Where(row => row.ProjectId == projectId) : rows;
}
