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
        var (formerly, to) = (StoredSettings.DestinationOf(_before), StoredSettings.DestinationOf(after));
        var standAlone = await StandAloneAsync();
        _wanted.AddRange(new SecretPlan(patch, current, standAlone, checks.Vault, change.Input).Make());
        CheckKept(new ServerSecrets(after, _wanted.Select(secret => secret.Purpose)), formerly);
        Secrets = new SecretDifferences(current, _wanted, checks.Vault).Find();
        row.Name = patch.Name ?? row.Name;
        row.Settings = after.ToJsonString();
        var used = new SecretRows(change, row, checks.Vault, formerly, to).Apply(current, _wanted);
        checks.CheckRules(row, used, patch.KeysField, change.Input);
        await checks.CheckAddressesAsync(StoredSettings.PlacesOf(_before), StoredSettings.PlacesOf(after), change.Input, change.Cancellation);
        if (standAlone.Count > 0)
            await CheckElsewhereAsync([.. standAlone.Keys], to);
        change.Input.Finish();
        return used;
    }

    private void CheckKept(ServerSecrets places, SecretDestination formerly)
    {
        var kept = from secret in _wanted
                   where secret.Value is null
                   from had in current
                   where had.Use.Purpose == secret.Purpose && had.Secret == secret.Stored && !places.MayGo(had.Use, formerly)
                   select secret.Field;
        foreach (var field in kept.Distinct())
            change.Input.Fault(field, SecretLinks.GoesElsewhere);
    }

    private async Task<Dictionary<string, SecretRow>> StandAloneAsync()
    {
        var ids = (patch.Keys ?? []).Select(key => key.Id).OfType<string>().Except(current.Select(used => used.Secret.Id)).ToArray();
        if (ids.Length == 0)
            return [];
        SecretLinks.Demand(change.Caller);
        return await change.Db.Secrets.Where(secret => ids.Contains(secret.Id) && secret.ProjectId == null && secret.OwnerId == null).ToDictionaryAsync(secret => secret.Id, change.Cancellation);
    }

    private async Task CheckElsewhereAsync(string[] ids, SecretDestination to)
    {
        // Nobody may give it to another host between the look and the saving.
        await change.WriteAloneAsync();
        var uses = await change.Db.ProviderSecrets.AsNoTracking().Where(use => ids.Contains(use.SecretId) && use.ProviderId != row.Id)
            .Join(change.Db.Providers, use => use.ProviderId, provider => provider.Id, (use, provider) => new { use.SecretId, use.Destination, provider.Settings }).ToListAsync(change.Cancellation);
        var elsewhere = uses
            .Where(use => (SecretDestination.Parse(use.Destination) ?? StoredSettings.DestinationOf(StoredSettings.Of(use.Settings))).Origin != to.Origin)
            .Select(use => use.SecretId).ToHashSet();
        foreach (var key in patch.Keys!.Where(key => key.Id is not null && elsewhere.Contains(key.Id)))
            change.Input.Fault($"{key.Field}.id", "is a secret that a provider of another host uses; give the value");
    }
}
