using System.Text.Json.Nodes;
using AiBridge.Providers.Stored;
using AiBridge.Secrets;
using AiBridge.Storage;
using AiBridge.Storage.Rows;

namespace AiBridge.Providers.Changes;

/// <summary>Which secrets of a provider a change really sets, changes or removes; to be asked before the rows are changed. One that is given anew with the value it has is none.</summary>
/// <param name="current">The secrets it has.</param>
/// <param name="wanted">The secrets it shall have.</param>
/// <param name="vault">Opens the stored ones.</param>
internal sealed class SecretDifferences(IReadOnlyList<UsedSecret> current, IReadOnlyList<WantedSecret> wanted, SecretVault vault)
{
    private readonly AuditChanges _found = new();

    public AuditChanges Find()
    {
        FindKeys(
            [.. current.Where(used => used.Use.Purpose == ProviderSecretRow.Key).OrderBy(used => used.Use.Position).Select(used => used.Secret)],
            [.. wanted.Where(secret => secret.Purpose == ProviderSecretRow.Key)]);
        var purposes = current.Select(used => used.Use.Purpose).Concat(wanted.Select(secret => secret.Purpose)).Distinct();
        foreach (var purpose in purposes.Where(purpose => purpose != ProviderSecretRow.Key))
        {
            var had = current.FirstOrDefault(used => used.Use.Purpose == purpose)?.Secret;
            Compare(SecretPurposes.FieldOf(purpose), had, wanted.FirstOrDefault(secret => secret.Purpose == purpose));
        }

        return _found;
    }

    // Place by place; a key that stays is the same one wherever it then stands.
    private void FindKeys(SecretRow[] had, WantedSecret[] wants)
    {
        var stay = wants.Where(key => key.Value is null).Select(key => key.Stored!.Id).Intersect(had.Select(key => key.Id)).ToHashSet();
        for (var i = 0; i < Math.Max(had.Length, wants.Length); i++)
        {
            var (before, after) = (had.ElementAtOrDefault(i), wants.ElementAtOrDefault(i));
            Compare(
                $"{SecretPurposes.Keys}[{i}]",
                before is null || stay.Contains(before.Id) ? null : before,
                after is null || (after.Value is null && stay.Contains(after.Stored!.Id)) ? null : after);
        }

        string[] former = [.. had.Select(key => key.Id).Where(stay.Contains)];
        string[] now = [.. wants.Where(key => key.Value is null).Select(key => key.Stored!.Id).Where(stay.Contains)];
        if (!former.SequenceEqual(now))
            _found.Add(SecretPurposes.Keys, Ids(former), Ids(now));
    }

    private void Compare(string field, SecretRow? before, WantedSecret? after)
    {
        if (after is null)
        {
            if (before is not null)
                _found.AddSecret(field, AuditChanges.Removed);
        }
        else if (before is null)
        {
            _found.AddSecret(field, AuditChanges.Set);
        }
        else if (Differs(before, after))
        {
            _found.AddSecret(field, AuditChanges.Changed);
        }
    }

    private bool Differs(SecretRow before, WantedSecret after)
    {
        if (after.Value is null && after.Stored!.Id == before.Id)
            return false;
        var value = after.Value ?? vault.Open(after.Stored!.Protected);
        return value is null || !value.Equals(vault.Open(before.Protected));
    }

    private static JsonArray Ids(string[] ids) => [.. ids.Select(id => JsonValue.Create(id))];
}
