using System.Text.Json.Nodes;
using AiBridge.Projects;
using AiBridge.Projects.Changes;
using AiBridge.Providers.Stored;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Providers.Changes;

/// <summary>One change of one provider: makes its rows as the request wants them and checks them by the rules they are loaded with. Saves nothing.</summary>
/// <param name="change">Takes the rows and the faults.</param>
/// <param name="row">The provider, with what it uses secrets for.</param>
/// <param name="current">The secrets it has.</param>
/// <param name="patch">The request.</param>
/// <param name="checks">The rules of a provider.</param>
internal sealed class ProviderEdit(PendingChange change, ProviderRow row, IReadOnlyList<UsedSecret> current, ProviderPatch patch, ProviderChecks checks)
{
    private readonly JsonObject _before = StoredSettings.Of(row.Settings);
    private readonly List<WantedSecret> _wanted = [];

    /// <summary>What of its secrets is another then.</summary>
    public AuditChanges Secrets { get; private set; } = new();

    /// <summary>The secrets the provider then has.</summary>
    /// <exception cref="RefusedException">400 with every fault; 403: a caller who may not write secrets names one that belongs to no provider.</exception>
    public async Task<IReadOnlyList<UsedSecret>> ApplyAsync()
    {
        var after = StoredSettings.Merge(_before, patch.Settings);
        var standAlone = await StandAloneAsync(after);
        _wanted.AddRange(new SecretPlan(patch, current, standAlone, checks.Vault, change.Input).Make());
        CheckMove(after);
        Secrets = new SecretDifferences(current, _wanted, checks.Vault).Find();
        row.Name = patch.Name ?? row.Name;
        row.Settings = after.ToJsonString();
        var used = new SecretRows(change.Db, row, checks.Vault, change.NowMs).Apply(current, _wanted);
        checks.CheckRules(row, used, patch.KeysField, change.Input);
        await checks.CheckAddressesAsync(StoredSettings.PlacesOf(_before), StoredSettings.PlacesOf(after), change.Input, change.Cancellation);
        change.Input.Finish();
        return used;
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
            change.Input.Fault(field, "must be given anew as a value: the type or the host changes, and no stored secret follows to another");
    }

    private async Task<Dictionary<string, SecretRow>> StandAloneAsync(JsonObject after)
    {
        var ids = (patch.Keys ?? []).Select(key => key.Id).OfType<string>().Except(current.Select(used => used.Secret.Id)).ToArray();
        if (ids.Length == 0)
            return [];
        if (!change.Caller.Token.Allows(PermissionNames.WriteSecrets))
            throw RefusedException.Lacking(PermissionNames.WriteSecrets);
        var found = await change.Db.Secrets.Where(secret => ids.Contains(secret.Id) && secret.ProjectId == null && secret.OwnerId == null).ToDictionaryAsync(secret => secret.Id, change.Cancellation);
        await CheckElsewhereAsync([.. found.Keys], StoredSettings.PlaceOf(after).Origin);
        return found;
    }

    private async Task CheckElsewhereAsync(string[] ids, string origin)
    {
        var uses = await change.Db.ProviderSecrets.Where(use => ids.Contains(use.SecretId) && use.ProviderId != row.Id)
            .Join(change.Db.Providers, use => use.ProviderId, provider => provider.Id, (use, provider) => new { use.SecretId, provider.Settings }).ToListAsync(change.Cancellation);
        var elsewhere = uses.Where(use => StoredSettings.PlaceOf(StoredSettings.Of(use.Settings)).Origin != origin).Select(use => use.SecretId).ToHashSet();
        foreach (var key in patch.Keys!.Where(key => key.Id is not null && elsewhere.Contains(key.Id)))
            change.Input.Fault($"{key.Field}.id", "is a secret that a provider of another host uses; give the value");
    }
}
