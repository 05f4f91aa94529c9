using AiBridge.Contracts;
using AiBridge.Contracts.Projects;

namespace AiBridge.Client;

/// <summary>Tenants.</summary>
public sealed class ProjectsClient
{
    private const string Path = "api/v1/projects";

    private readonly ApiConnection _api;

    internal ProjectsClient(ApiConnection api) => _api = api;

    /// <summary>All that the token can see, by id.</summary>
    public IAsyncEnumerable<ProjectDto> ListAsync(PageQuery? query = null, CancellationToken cancellation = default) => _api.ListAsync<ProjectDto>(Path, ApiQuery.Of(query), cancellation);

    public Task<Versioned<ProjectDto>> GetAsync(string id, CancellationToken cancellation = default) => _api.SendAsync<ProjectDto>(HttpMethod.Get, Of(id), null, null, cancellation);

    public Task<Versioned<ProjectDto>> CreateAsync(ProjectBodyDto project, CancellationToken cancellation = default) =>
        _api.SendAsync<ProjectDto>(HttpMethod.Post, Path, ApiJson.Content(project), null, cancellation);

    /// <summary>Renames one.</summary>
    public Task<Versioned<ProjectDto>> UpdateAsync(string id, ProjectBodyDto project, string? ifMatch = null, CancellationToken cancellation = default) =>
        _api.SendAsync<ProjectDto>(HttpMethod.Patch, Of(id), ApiJson.Content(project), ifMatch, cancellation);

    /// <param name="id"><c>prj_…</c></param>
    /// <param name="force">With everything it holds; else that is <c>project_has_dependents</c>.</param>
    /// <param name="ifMatch">The version that is meant; any when null.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task DeleteAsync(string id, bool force = false, string? ifMatch = null, CancellationToken cancellation = default) =>
        _api.SendAsync(HttpMethod.Delete, Of(id) + ApiQuery.With("", "force", force), ifMatch, cancellation);

    private static string Of(string id) => $"{Path}/{ApiQuery.Segment(id)}";
}
