using AiBridge.Projects;
using AiBridge.Providers.Stored;
using AiBridge.Secrets;
using AiBridge.Storage;
using AiBridge.Storage.Rows;

namespace AiBridge.Providers.Changes;

/// <summary>The rows of a provider's secrets. Those that it brought go when it no longer uses them; those made on their own stay.</summary>
internal sealed class SecretRows(BridgeDb db, ProviderRow provider, SecretVault vault, long now)
{
    /// <summary>Makes the rows as wanted, without saving; gives what the provider then uses.</summary>
    public IReadOnlyList<UsedSecret> Apply(IReadOnlyList<UsedSecret> current, IReadOnlyList<WantedSecret> wanted)
    {
        var used = new List<UsedSecret>();
        var position = 0;
        foreach (var secret in wanted)
        {
            var isKey = secret.Purpose == ProviderSecretRow.Key;
            used.Add(Apply(current, secret, isKey ? position++ : 0));
        }

        foreach (var gone in current.Where(gone => !used.Exists(kept => kept.Use == gone.Use)))
        {
            provider.Secrets.Remove(gone.Use);
            if (gone.Secret.OwnerId == provider.Id)
                db.Secrets.Remove(gone.Secret);
        }

        return used;
    }

    private UsedSecret Apply(IReadOnlyList<UsedSecret> current, WantedSecret wanted, int position)
    {
        var secret = wanted.Value is null || wanted.Stored?.OwnerId == provider.Id ? wanted.Stored : null;
        if (secret is null)
            db.Secrets.Add(secret = New(wanted, position));
        else if (wanted.Value is { } value)
            Change(secret, value);
        var use = current.FirstOrDefault(used => used.Use.Purpose == wanted.Purpose && used.Secret == secret)?.Use;
        if (use is null)
            provider.Secrets.Add(use = new ProviderSecretRow { ProviderId = provider.Id, SecretId = secret.Id, Purpose = wanted.Purpose });
        use.Position = position;
        return new UsedSecret(use, secret);
    }

    private void Change(SecretRow secret, Secret value)
    {
        secret.Protected = vault.Protect(value);
        secret.Hint = value.Hint;
        secret.UpdatedAt = now;
        secret.Version++;
    }

    private SecretRow New(WantedSecret wanted, int position) => new()
    {
        Id = TokenFormat.NewId("sec_"),
        Name = $"{provider.Name} {SecretPurposes.Label(wanted.Purpose, position)}",
        Protected = vault.Protect(wanted.Value!),
        Hint = wanted.Value!.Hint,
        OwnerId = provider.Id,
        CreatedAt = now,
        UpdatedAt = now,
    };
}
