using AiBridge.Projects;
using AiBridge.Projects.Changes;
using AiBridge.Providers.Stored;
using AiBridge.Storage;
using AiBridge.Storage.Rows;

namespace AiBridge.Providers.Changes;

/// <summary>Server-wide providers of the store.</summary>
/// <param name="name">The one that the change is about, as it is called before; null when it is new.</param>
internal sealed class ProviderKind(string? name) : ResourceKind<ProviderRow>
{
    /// <summary>What of its secrets is another now; they lie in rows of their own.</summary>
    public AuditChanges Secrets { get; set; } = new();

    public override string ResourceOf(ProviderRow row) => $"providers/{name ?? row.Name}";

    public override string? ProjectOf(ProviderRow row) => null;

    public override void Compare(AuditChanges changes, ProviderRow? before, ProviderRow after)
    {
        changes.Add("name", before?.Name, after.Name);
        var now = StoredSettings.Of(after.Settings);
        if (before is null)
            changes.Add("", null, now);
        else if (StoredSettings.Of(before.Settings) is var former)
            changes.Add("", StoredSettings.InForce(former, now, before.Name), StoredSettings.InForce(now, former, after.Name));
        changes.Add(Secrets);
    }

    public override RefusedException Taken(ProviderRow row) => RefusedException.Conflict("provider_exists", $"There is a provider {row.Name} already.");
}
