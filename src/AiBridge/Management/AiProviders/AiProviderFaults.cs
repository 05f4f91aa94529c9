using AiBridge.Providers;
using AiBridge.Secrets;
using AiBridge.Storage.Rows;

namespace AiBridge.Management.AiProviders;

/// <summary>What keeps a project's provider from serving, as it is in force; never a secret.</summary>
internal static class AiProviderFaults
{
    /// <summary>Null when all is well.</summary>
    public static string? Of(AiProviderRow row, ProviderRegistry registry)
    {
        var now = registry.Current;
        if (now.FaultsOf(row.ProjectId, row.Slug) is { Count: > 0 } faults)
            return string.Join("; ", faults.Select(fault => $"{AiProviderDraft.FieldOf(fault.KeyPath)} {fault.Problem}"));
        return now.Find(row.ProjectId, row.Slug) switch
        {
            { SecretUnreadable: true } => $"{SecretVault.NotDecryptable}: its secret cannot be decrypted; give that a new value",
            { SecretWithheld: true } => "its secret was given for another address and is not sent; name it again",
            _ => null,
        };
    }
}
