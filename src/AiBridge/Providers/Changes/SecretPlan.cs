using AiBridge.Projects.Changes;
using AiBridge.Providers.Stored;
using AiBridge.Secrets;
using AiBridge.Storage.Rows;

namespace AiBridge.Providers.Changes;

/// <summary>One secret that a provider shall have.</summary>
/// <param name="Purpose">See <see cref="ProviderSecretRow"/>.</param>
/// <param name="Field">Where the request speaks of it, or would.</param>
/// <param name="Stored">The one that is kept, or takes the value; null for a new one.</param>
/// <param name="Value">Its new value; null keeps the stored one.</param>
internal sealed record WantedSecret(string Purpose, string Field, SecretRow? Stored, Secret? Value);

/// <summary>Which secrets a provider shall have, out of those it has and what the request says. Faults are added to the body.</summary>
/// <param name="patch">The request.</param>
/// <param name="current">What it has.</param>
/// <param name="standAlone">Server-wide secrets the request names that belong to no provider.</param>
/// <param name="vault">Finds keys that are there twice.</param>
/// <param name="body">Takes the faults.</param>
internal sealed class SecretPlan(ProviderPatch patch, IReadOnlyList<UsedSecret> current, IReadOnlyDictionary<string, SecretRow> standAlone, SecretVault vault, BodyFields body)
{
    public IReadOnlyList<WantedSecret> Make() =>
        [.. Keys(), .. SecretPurposes.Fields.SelectMany(Single), .. Headers()];

    private IEnumerable<WantedSecret> Keys()
    {
        var had = current.Where(used => used.Use.Purpose == ProviderSecretRow.Key).OrderBy(used => used.Use.Position).Select(used => used.Secret).ToList();
        if (patch.Keys is null)
            return had.Select(key => new WantedSecret(ProviderSecretRow.Key, patch.KeysField, key, null));
        var known = had.ToDictionary(key => key.Id);
        var wanted = new List<WantedSecret>();
        foreach (var key in patch.Keys)
        {
            var stored = key.Id is null ? null : known.GetValueOrDefault(key.Id) ?? standAlone.GetValueOrDefault(key.Id);
            if (key.Id is not null && stored is null)
                body.Fault($"{key.Field}.id", "must be the id of a key of this provider, or of a server-wide secret that belongs to no provider");
            else if (stored is not null || key.Value is not null)
                wanted.Add(new WantedSecret(ProviderSecretRow.Key, key.Field, stored, key.Value));
        }

        CheckOnce(wanted);
        return wanted;
    }

    private void CheckOnce(List<WantedSecret> keys)
    {
        var ids = new HashSet<string>();
        var values = new HashSet<Secret>();
        foreach (var key in keys)
        {
            var value = key.Value ?? vault.Open(key.Stored!.Protected);
            if (key.Stored is not null && !ids.Add(key.Stored.Id))
                body.Fault($"{key.Field}.id", "is there twice");
            else if (value is not null && !values.Add(value))
                body.Fault(key.Field, "is a key that is there twice");
        }
    }

    private IEnumerable<WantedSecret> Single(string field)
    {
        var purpose = SecretPurposes.OfField(field);
        var had = current.FirstOrDefault(used => used.Use.Purpose == purpose)?.Secret;
        var given = patch.Secrets.TryGetValue(field, out var value);
        if (value is not null || (had is not null && !given))
            yield return new WantedSecret(purpose, field, had, value);
    }

    private IEnumerable<WantedSecret> Headers()
    {
        var had = current.Where(used => SecretPurposes.HeaderOf(used.Use.Purpose) is not null).ToDictionary(used => SecretPurposes.HeaderOf(used.Use.Purpose)!, StringComparer.OrdinalIgnoreCase);
        if (patch.Headers is null)
            return had.Values.Select(used => new WantedSecret(used.Use.Purpose, SecretPurposes.FieldOf(used.Use.Purpose), used.Secret, null));
        var wanted = new List<WantedSecret>();
        foreach (var (name, said) in patch.Headers)
        {
            var stored = had.GetValueOrDefault(name);
            if (stored is null && !said.Given)
                body.Fault(said.Field, "must be text; there is no stored value to keep");
            else if (stored is not null || said.Value is not null)
                wanted.Add(new WantedSecret(stored?.Use.Purpose ?? ProviderSecretRow.HeaderPrefix + name, said.Field, stored?.Secret, said.Value));
        }

        return wanted;
    }
}
