using AiBridge.Projects;
using AiBridge.Storage.Rows;
using Microsoft.AspNetCore.Http.Features;

namespace AiBridge.Management;

/// <summary>Which projects' records a request may see.</summary>
/// <param name="ProjectId">One project; null is all of them.</param>
internal sealed record ReadScope(string? ProjectId)
{
    /// <summary>The caller's own project; for an administrator the one asked for, else all.</summary>
    /// <exception cref="RefusedException">404: another project than the caller's own was asked for, whether it exists or not.</exception>
    public static ReadScope Of(HttpContext context, string? projectId)
    {
        var token = context.Features.GetRequiredFeature<BridgeToken>();
        if (token.ServerScope)
            return new ReadScope(projectId);
        if (projectId is not null && projectId != token.ProjectId)
            throw RefusedException.NotFound($"There is no project {projectId}.");
        return new ReadScope(token.ProjectId);
    }

    /// <summary>The one project a request acts in: the one asked for, else the caller's own.</summary>
    /// <exception cref="RefusedException">404: another project than the caller's own was asked for, whether it exists or not.</exception>
    public static string ProjectOf(HttpContext context, string? projectId) =>
        Of(context, projectId).ProjectId ?? context.Features.GetRequiredFeature<BridgeToken>().ProjectId;

    public IQueryable<InterceptionRow> Narrow(IQueryable<InterceptionRow> rows) =>
        ProjectId is { } projectId ? rows.Where(row => row.ProjectId == projectId) : rows;
}
