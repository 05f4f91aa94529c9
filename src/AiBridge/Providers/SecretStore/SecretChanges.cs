using System.Text.Json.Nodes;
using AiBridge.Configuration;
using AiBridge.Contracts.Secrets;
using AiBridge.Projects;
using AiBridge.Projects.Changes;
using AiBridge.Secrets;
using AiBridge.Storage.Rows;

namespace AiBridge.Providers.SecretStore;

/// <summary>Stores, changes and removes secrets; in force with the providers that use them when the call returns.</summary>
internal sealed class SecretChanges(ChangeExecutor changes, ProviderRegistry registry, SecretVault vault)
{
    private const int MaxName = 64;
    private const int MaxValue = 16 * 1024;

    private readonly SecretKind _kind = new(vault);

    /// <param name="caller">Who stores it.</param>
    /// <param name="secret"><c>name</c>, <c>value</c>, and if wished <c>projectId</c>: the caller's own when absent, null for one of the server.</param>
    /// <param name="cancellation">Ends it before it is stored.</param>
    public Task<Versioned<SecretDto>> CreateAsync(Caller caller, JsonObject secret, CancellationToken cancellation) => ExecuteAsync(
        new ChangeRequest(caller, SecretOperations.Create, "secrets") { Input = secret },
        async change =>
        {
            var project = await ProjectAsync(change);
            var (name, value) = (change.Input.RequiredText("name", MaxName), Value(change.Input));
            change.Input.Finish();
            var row = new SecretRow
            {
                Id = TokenFormat.NewId("sec_"),
                ProjectId = project,
                Name = name,
                Protected = vault.Protect(value),
                Hint = value.Hint,
                CreatedAt = change.NowMs,
                UpdatedAt = change.NowMs,
            };
            change.Add(_kind, row);
            return new StoredSecret(row, []);
        },
        cancellation);

    /// <param name="caller">Who changes it.</param>
    /// <param name="id"><c>sec_…</c></param>
    /// <param name="expected">The version it is meant for.</param>
    /// <param name="secret"><c>name</c>, <c>value</c>; what is absent stays.</param>
    /// <param name="cancellation">Ends it before it is stored.</param>
    public Task<Versioned<SecretDto>> UpdateAsync(Caller caller, string id, ExpectedVersion expected, JsonObject secret, CancellationToken cancellation) => ExecuteAsync(
        new ChangeRequest(caller, SecretOperations.Update, $"secrets/{id}") { Expected = expected, Input = secret },
        async change =>
        {
            var row = await LoadAsync(change, id);
            if (change.Input.Has("name"))
                row.Name = change.Input.RequiredText("name", MaxName);
            if (change.Input.Has("value"))
            {
                var value = Value(change.Input);
                (row.Protected, row.Hint) = (vault.Protect(value), value.Hint);
            }

            return new StoredSecret(row, [.. (await SecretUses.OfAsync(change.Db, [id], cancellation))[id]]);
        },
        cancellation);

    /// <param name="caller">Who removes it.</param>
    /// <param name="id"><c>sec_…</c></param>
    /// <param name="expected">The version it is meant for.</param>
    /// <param name="force">Also when it is in use: it is taken out of what uses it.</param>
    /// <param name="cancellation">Ends it before it is stored.</param>
    public Task DeleteAsync(Caller caller, string id, ExpectedVersion expected, bool force, CancellationToken cancellation) => changes.ExecuteAsync(
        new ChangeRequest(caller, SecretOperations.Delete, $"secrets/{id}") { Expected = expected },
        async change =>
        {
            // Nobody may begin to use it between the look and the removal.
            await change.WriteAloneAsync();
            var row = await LoadAsync(change, id);
            var dependents = (await SecretUses.OfAsync(change.Db, [id], cancellation))[id].ToList();
            if (dependents.Count > 0 && !force)
                throw InUse(row, dependents, await SecretUses.FallingBackAsync(change.Db, id, registry, cancellation));
            await SecretUses.RemoveAsync(change.Db, id, change.NowMs, cancellation);
            if (dependents.Count > 0)
                change.Changes.Add("usedBy", new JsonArray([.. dependents.Select(use => JsonValue.Create($"{use.Type} {use.Id}"))]), new JsonArray());
            change.Db.Remove(row);
            return row;
        },
        cancellation);

    private async Task<Versioned<SecretDto>> ExecuteAsync(ChangeRequest request, Func<PendingChange, Task<StoredSecret>> make, CancellationToken cancellation) =>
        (await changes.ExecuteAsync(request, make, cancellation)).ToDto(vault);

    private Task<SecretRow> LoadAsync(PendingChange change, string id) =>
        change.LoadAsync(_kind, change.Db.Secrets.Where(row => row.Id == id), $"There is no secret {id}.");

    /// <exception cref="RefusedException">403: server-wide, but the token is a project's; 404: another project than the caller's own.</exception>
    private static async Task<string?> ProjectAsync(PendingChange change)
    {
        if (!change.Input.IsNull("projectId"))
            return (await change.InProjectAsync(change.Input.Text("projectId", 64) ?? change.Caller.ProjectId)).Id;
        return change.Caller.Token.ServerScope ? null : throw RefusedException.LackingServerScope(PermissionNames.WriteSecrets);
    }

    /// <summary>Only good for use without faults.</summary>
    private static Secret Value(BodyFields input)
    {
        var value = input.RequiredText("value", MaxValue);
        var faults = new ConfigurationFaults();
        if (value.Length > 0 && !KeySource.IsClean(value, "value", faults))
            input.Fault("value", faults.Each[0].Problem);
        return new Secret(value);
    }

    private static RefusedException InUse(SecretRow row, IReadOnlyList<SecretUseDto> dependents, IReadOnlyList<string> fallingBack)
    {
        var names = string.Join(", ", dependents.Select(use => $"{use.Type} {use.Name}"));
        var then = fallingBack.Count == 0 ? "" : $" On the server's credential then go on: aiProvider {string.Join(", ", fallingBack)}.";
        return new RefusedException(StatusCodes.Status409Conflict, "secret_in_use", $"The secret {row.Name} is used by {names}; force=true takes it out of them.{then}")
        {
            Details = new Dictionary<string, object?> { ["dependents"] = dependents },
        };
    }
}
