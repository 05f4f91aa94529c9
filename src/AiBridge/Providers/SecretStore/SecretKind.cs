using AiBridge.Projects.Changes;
using AiBridge.Secrets;
using AiBridge.Storage;
using AiBridge.Storage.Rows;

namespace AiBridge.Providers.SecretStore;

/// <summary>Secrets made on their own, and the changes of those that a provider brought.</summary>
internal sealed class SecretKind(SecretVault vault) : ResourceKind<SecretRow>
{
    public override string ResourceOf(SecretRow row) => $"secrets/{row.Id}";

    public override string? ProjectOf(SecretRow row) => row.ProjectId;

    public override void Compare(AuditChanges changes, SecretRow? before, SecretRow after)
    {
        changes.Add("name", before?.Name, after.Name);
        changes.Add("projectId", before?.ProjectId, after.ProjectId);
        if (before is null)
            changes.AddSecret("value", AuditChanges.Set);
        else if (before.Protected != after.Protected && !Equals(vault.Open(before.Protected), vault.Open(after.Protected)))
            changes.AddSecret("value", AuditChanges.Changed);
    }
}
