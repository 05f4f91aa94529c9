using System.Text.Json.Nodes;
using AiBridge.Projects;
using AiBridge.Projects.Changes;
using AiBridge.Providers.Stored;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Management.Providers;

/// <summary>One change of one provider: makes its rows as the request wants them and checks them by the rules they are loaded with. Saves nothing.</summary>
/// <param name="db">Tracks the rows.</param>
/// <param name="row">The provider, with what it uses secrets for.</param>
/// <param name="current">The secrets it has.</param>
/// <param name="patch">The request.</param>
/// <param name="body">Its body, which takes the faults.</param>
/// <param name="checks">The rules of a provider.</param>
internal sealed class ProviderEdit(BridgeDb db, ProviderRow row, IReadOnlyList<UsedSecret> current, ProviderPatch patch, BodyFields body, ProviderChecks checks)
{
    private readonly JsonObject _before = JsonNode.Parse(row.Settings)!.AsObject();
    private readonly List<WantedSecret> _wanted = [];
    private AuditChanges _secrets = new();

    /// <summary>The secrets the provider then has.</summary>
    /// <param name="caller">Must be allowed to write secrets in order to name one that belongs to no provider.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="RefusedException">400 with every fault, 403.</exception>
    public async Task<IReadOnlyList<UsedSecret>> ApplyAsync(BridgeToken caller, long now, CancellationToken cancellation)
    {
        var after = StoredSettings.Merge(_before, patch);
        var standAlone = await StandAloneAsync(caller, after, cancellation);
        _wanted.AddRange(new SecretPlan(patch, current, standAlone, checks.Vault, body).Make());
        CheckMove(after);
        _secrets = new SecretChanges(current, _wanted, checks.Vault).Find();
        row.Name = patch.Name ?? row.Name;
        row.Settings = after.ToJsonString();
        row.UpdatedAt = now;
        var used = new SecretRows(db, row, checks.Vault, now).Apply(current, _wanted);
        checks.CheckRules(row, used, patch.KeysField, body);
        await checks.CheckAddressesAsync(StoredSettings.PlacesOf(_before), StoredSettings.PlacesOf(after), body, cancellation);
        body.Finish();
        return used;
    }

    /// <summary>Tells the audit log what changed.</summary>
    /// <param name="changes">Takes it.</param>
    /// <param name="formerName">Null for a new one.</param>
    public void WriteAudit(AuditChanges changes, string? formerName)
    {
        var after = JsonNode.Parse(row.Settings)!.AsObject();
        changes.Add("name", formerName, row.Name);
        if (formerName is null)
            changes.Add("", null, after);
        else
            changes.Add("", StoredSettings.InForce(_before, after, formerName), StoredSettings.InForce(after, _before, row.Name));
        changes.Add(_secrets);
    }

    // A key must never follow to a new place: whoever names the place names the keys.
    private void CheckMove(JsonObject after)
    {
        var moves = StoredSettings.PlaceOf(_before) != StoredSettings.PlaceOf(after);
        var tokens = StoredSettings.TokenOriginOf(after);
        if (tokens.Length > 0 && _wanted.Exists(secret => secret.Purpose == ProviderSecretRow.OAuthClientSecret))
            moves |= tokens != StoredSettings.TokenOriginOf(_before);
        if (!moves)
            return;
        var had = current.Select(used => used.Secret.Id).ToHashSet();
        foreach (var field in _wanted.Where(secret => secret.Value is null && had.Contains(secret.Stored!.Id)).Select(secret => secret.Field).Distinct())
            body.Fault(field, "must be given anew as a value: the type or the host changes, and no stored secret follows to another");
    }

    private async Task<Dictionary<string, SecretRow>> StandAloneAsync(BridgeToken caller, JsonObject after, CancellationToken cancellation)
    {
        var ids = (patch.Keys ?? []).Select(key => key.Id).OfType<string>().Except(current.Select(used => used.Secret.Id)).ToArray();
        if (ids.Length == 0)
            return [];
        if (!caller.Allows(PermissionNames.WriteSecrets))
            throw RefusedException.Lacking(PermissionNames.WriteSecrets);
        var found = await db.Secrets.Where(secret => ids.Contains(secret.Id) && secret.ProjectId == null && secret.OwnerId == null).ToDictionaryAsync(secret => secret.Id, cancellation);
        await CheckElsewhereAsync([.. found.Keys], StoredSettings.PlaceOf(after).Origin, cancellation);
        return found;
    }

    private async Task CheckElsewhereAsync(string[] ids, string origin, CancellationToken cancellation)
    {
        var uses = await db.ProviderSecrets.Where(use => ids.Contains(use.SecretId) && use.ProviderId != row.Id)
            .Join(db.Providers, use => use.ProviderId, provider => provider.Id, (use, provider) => new { use.SecretId, provider.Settings }).ToListAsync(cancellation);
        var elsewhere = uses.Where(use => StoredSettings.PlaceOf(JsonNode.Parse(use.Settings)!.AsObject()).Origin != origin).Select(use => use.SecretId).ToHashSet();
        foreach (var key in patch.Keys!.Where(key => key.Id is not null && elsewhere.Contains(key.Id)))
            body.Fault($"{key.Field}.id", "is a secret that a provider of another host uses; give the value");
    }
}
