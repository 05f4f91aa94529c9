using AiBridge.Configuration;
using AiBridge.Projects.Changes;
using AiBridge.Providers.Addresses;
using AiBridge.Providers.Stored;
using AiBridge.Secrets;
using AiBridge.Storage.Rows;

namespace AiBridge.Providers.Changes;

/// <summary>Checks a provider by the rules it is loaded with, and by where it may point, before it is stored.</summary>
internal sealed class ProviderChecks(SecretVault vault, AddressGuard guard)
{
    /// <summary>Encrypts new secrets.</summary>
    public SecretVault Vault => vault;

    /// <summary>Every broken rule becomes a fault of the body.</summary>
    /// <param name="row">As it would be stored.</param>
    /// <param name="secrets">All it would use.</param>
    /// <param name="keysField">The field the body gives keys in.</param>
    /// <param name="body">Takes the faults.</param>
    public void CheckRules(ProviderRow row, IReadOnlyList<UsedSecret> secrets, string keysField, BodyFields body)
    {
        var faults = new ConfigurationFaults();
        StoredAssembly.Build(row, secrets, vault, faults);
        foreach (var fault in faults.Each)
        {
            var field = SettingFields.Of(fault.KeyPath, keysField);
            if (!body.IsFaulted(field))
                body.Fault(field, fault.Problem);
        }
    }

    /// <summary>What already points somewhere may stay, so that it can be switched off when the network's rules have become stricter.</summary>
    public async Task CheckAddressesAsync(ProviderPlaces before, ProviderPlaces after, BodyFields body, CancellationToken cancellation)
    {
        await CheckAddressAsync("baseUrl", before.BaseUrl, after.BaseUrl, body, cancellation);
        await CheckAddressAsync("oauth.tokenUrl", before.TokenUrl, after.TokenUrl, body, cancellation);
    }

    private async Task CheckAddressAsync(string field, string before, string after, BodyFields body, CancellationToken cancellation)
    {
        if (after != before && !body.IsFaulted(field) && await guard.ProblemAsync(after, cancellation) is { } problem)
            body.Fault(field, problem);
    }
}
