using System.Text.Json.Nodes;
using AiBridge.Contracts.Projects;
using AiBridge.Projects.Changes;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Projects;

/// <summary>Makes, renames and removes projects; in force when the call returns.</summary>
internal sealed class ProjectChanges(ChangeExecutor changes, DeletedProjects records)
{
    private const int BatchesAtOnce = 10;

    /// <param name="caller">A token of the server.</param>
    /// <param name="project"><c>name</c>.</param>
    /// <param name="cancellation">Ends it before it is stored.</param>
    public async Task<Versioned<ProjectDto>> CreateAsync(Caller caller, JsonObject project, CancellationToken cancellation) => (await changes.ExecuteAsync(
        new ChangeRequest(caller, ProjectOperations.Create, "projects") { Input = project },
        async change =>
        {
            var row = new ProjectRow { Id = TokenFormat.NewId("prj_"), Name = change.Input.RequiredText("name", 64), CreatedAt = change.NowMs, UpdatedAt = change.NowMs };
            change.Input.Finish();
            await DemandFreeAsync(change, row);
            change.Add(ProjectKind.Instance, row);
            return row;
        },
        cancellation)).ToDto();

    /// <param name="caller">Who changes it.</param>
    /// <param name="id"><c>prj_…</c></param>
    /// <param name="expected">The version it is meant for.</param>
    /// <param name="project"><c>name</c>.</param>
    /// <param name="cancellation">Ends it before it is stored.</param>
    public async Task<Versioned<ProjectDto>> UpdateAsync(Caller caller, string id, ExpectedVersion expected, JsonObject project, CancellationToken cancellation) => (await changes.ExecuteAsync(
        new ChangeRequest(caller, ProjectOperations.Update, $"projects/{id}") { Expected = expected, Input = project },
        async change =>
        {
            var row = await LoadAsync(change, id);
            row.Name = change.Input.RequiredText("name", 64);
            change.Input.Finish();
            await DemandFreeAsync(change, row);
            return row;
        },
        cancellation)).ToDto();

    /// <summary>
    /// First itself with tokens, secrets and providers, in one transaction, so that nothing goes on in its name; then what was recorded, as far
    /// as that is soon done. What is left of it, and what requests that still run will leave, goes with <see cref="DeletedProjectsSweep"/>.
    /// </summary>
    /// <param name="caller">A token of the server that does not live in it.</param>
    /// <param name="id"><c>prj_…</c></param>
    /// <param name="expected">The version it is meant for.</param>
    /// <param name="force">Also when it holds something.</param>
    /// <param name="cancellation">Ends it before it is stored.</param>
    public async Task DeleteAsync(Caller caller, string id, ExpectedVersion expected, bool force, CancellationToken cancellation)
    {
        await changes.ExecuteAsync(
            new ChangeRequest(caller, ProjectOperations.Delete, $"projects/{id}") { Expected = expected },
            async change =>
            {
                await change.WriteAloneAsync();
                var row = await LoadAsync(change, id);
                if (row.Id == ProjectStore.DefaultId)
                    throw RefusedException.Conflict("project_is_default", "The default project cannot be deleted.");
                if (row.Id == caller.ProjectId)
                    throw RefusedException.Conflict("project_is_own", "A token cannot delete the project it lives in.");
                if (!force && await ProjectDependents.OfAsync(change.Db, id, cancellation) is { Any: true } dependents)
                    throw dependents.StandInTheWayOf(row);
                var tokens = await change.Db.Tokens.AsNoTracking().Where(token => token.ProjectId == id).ToListAsync(cancellation);
                await TokenRights.DemandAdministratorLeftAsync(change.Db, [.. tokens.Where(token => TokenRights.IsAdministrator(token, change.Now))], change.Now, cancellation);
                change.Db.Remove(row);
                return row;
            },
            cancellation);
        await DeleteRecordsAsync(id);
    }

    private static Task<ProjectRow> LoadAsync(PendingChange change, string id) =>
        change.LoadAsync(ProjectKind.Instance, change.Db.Projects.Where(row => row.Id == id), $"There is no project {id}.");

    private static async Task DemandFreeAsync(PendingChange change, ProjectRow row)
    {
        if (await change.Db.Projects.AnyAsync(other => other.Name == row.Name && other.Id != row.Id, change.Cancellation))
            throw ProjectKind.Instance.Taken(row);
    }

    private async Task DeleteRecordsAsync(string id)
    {
        try
        {
            await records.DeleteRecordsAsync(id, BatchesAtOnce, CancellationToken.None);
        }
        catch (Exception failure) when (StoreFailures.IsUnavailable(failure))
        {
            // The project is gone all the same, and the sweep comes back to what is left of it.
        }
    }
}
