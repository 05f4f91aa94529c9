using AiBridge.Projects;
using AiBridge.Projects.Changes;
using AiBridge.Providers.Stored;
using AiBridge.Secrets;
using AiBridge.Storage.Rows;

namespace AiBridge.Providers.Changes;

/// <summary>The rows of a provider's secrets. Those that it brought go when it no longer uses them; those made on their own stay.</summary>
/// <param name="change">Takes the rows.</param>
/// <param name="provider">The provider.</param>
/// <param name="vault">Encrypts new values.</param>
/// <param name="formerly">Where its secrets went so far.</param>
/// <param name="to">Where they go from now on.</param>
internal sealed class SecretRows(PendingChange change, ProviderRow provider, SecretVault vault, SecretDestination formerly, SecretDestination to)
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
                change.Db.Secrets.Remove(gone.Secret);
        }

        return used;
    }

    private UsedSecret Apply(IReadOnlyList<UsedSecret> current, WantedSecret wanted, int position)
    {
        var secret = wanted.Value is null || wanted.Stored?.OwnerId == provider.Id ? wanted.Stored : null;
        if (secret is null)
            change.Db.Secrets.Add(secret = New(wanted, position));
        else if (wanted.Value is { } value)
            Change(secret, value);
        var use = current.FirstOrDefault(used => used.Use.Purpose == wanted.Purpose && used.Secret == secret)?.Use;
        if (use is null)
            provider.Secrets.Add(use = new ProviderSecretRow { ProviderId = provider.Id, SecretId = secret.Id, Purpose = wanted.Purpose, Destination = to.ToString() });
        else if (wanted.Value is null)
            use.Destination ??= formerly.ToString();
        if (wanted.Value is not null)
            use.Destination = to.ToString();
        use.Position = position;
        return new UsedSecret(use, secret);
    }

    private void Change(SecretRow secret, Secret value)
    {
        secret.Protected = vault.Protect(value);
        secret.Hint = value.Hint;
        secret.UpdatedAt = change.NowMs;
        secret.Version++;
    }

    private SecretRow New(WantedSecret wanted, int position) => new()
    {
        Id = TokenFormat.NewId("sec_"),
        Name = $"{provider.Name} {SecretPurposes.Label(wanted.Purpose, position)}",
        Protected = vault.Protect(wanted.Value!),
        Hint = wanted.Value!.Hint,
        OwnerId = provider.Id,
        CreatedAt = change.NowMs,
        UpdatedAt = change.NowMs,
    };
}
