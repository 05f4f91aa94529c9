using AiBridge.Configuration;
using AiBridge.Projects;
using AiBridge.Providers;
using AiBridge.Secrets;
using AiBridge.Storage;
using AiBridge.Storage.Rows;

namespace AiBridge.Management.Audit;

/// <summary>Tells the audit log what a changed configuration file changed in force: settings by key path, providers by name. A file that means the same as before is no change.</summary>
internal sealed class ReloadAudit(ConfigurationReload reload, AuditBacklog backlog, TimeProvider clock) : IHostedService
{
    private const string Operation = "reloadConfiguration";
    private const string Resource = "configuration";

    private readonly TimeOrderedId _ids = new();

    public Task StartAsync(CancellationToken cancellationToken)
    {
        reload.Changed += OnChanged;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        reload.Changed -= OnChanged;
        return Task.CompletedTask;
    }

    private void OnChanged(ConfigurationChange change)
    {
        var changes = new AuditChanges();
        Add(changes, SettingDifferences.Of(change.Before with { Providers = [] }, change.After with { Providers = [] }));
        var (before, after) = (change.ProvidersBefore.ToDictionary(provider => provider.Name), change.ProvidersAfter.ToDictionary(provider => provider.Name));
        foreach (var name in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal))
            Add(changes, $"Providers:{name}", before.GetValueOrDefault(name), after.GetValueOrDefault(name));
        if (changes.Any)
            backlog.Add(Row(changes));
    }

    private static void Add(AuditChanges changes, string path, ProviderInstance? before, ProviderInstance? after)
    {
        if (before is null || after is null)
        {
            changes.Add(path, before?.Type.Name, after?.Type.Name);
            return;
        }

        // Of secrets what they came to counts, not where they were looked for.
        Add(changes, SettingDifferences.Of(before.Options, after.Options, path).Where(difference => !difference.IsSecret));
        for (var i = 0; i < Math.Max(before.Keys.Count, after.Keys.Count); i++)
            Add(changes, $"{path}:Keys:{i}", before.Keys.ElementAtOrDefault(i), after.Keys.ElementAtOrDefault(i));
        Add(changes, $"{path}:OAuth:ClientSecret", before.OAuth?.ClientSecret, after.OAuth?.ClientSecret);
        Add(changes, $"{path}:CustomHeader:Value", before.CustomHeaderValue, after.CustomHeaderValue);
        foreach (var name in before.Headers.Keys.Union(after.Headers.Keys, StringComparer.OrdinalIgnoreCase))
            Add(changes, $"{path}:Headers:{name}", Header(before, name), Header(after, name));
    }

    private static Secret? Header(ProviderInstance provider, string name) =>
        provider.Headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value is { } value ? new Secret(value) : null;

    private static void Add(AuditChanges changes, string path, Secret? before, Secret? after)
    {
        if (!Equals(before, after))
            changes.AddSecret(path, before is null ? AuditChanges.Set : after is null ? AuditChanges.Removed : AuditChanges.Changed);
    }

    private static void Add(AuditChanges changes, IEnumerable<SettingDifference> differences)
    {
        foreach (var difference in differences)
        {
            if (difference.IsSecret)
                changes.AddSecret(difference.KeyPath, AuditChanges.Changed);
            else
                changes.Add(difference.KeyPath, difference.Before, difference.After);
        }
    }

    private AuditRow Row(AuditChanges changes)
    {
        var now = clock.GetUtcNow();
        return new AuditRow
        {
            Id = _ids.Next(now),
            At = now.ToUnixTimeMilliseconds(),
            Action = PermissionNames.WriteProviders,
            Operation = Operation,
            Resource = Resource,
            Changes = changes.ToJson(),
            Result = AuditRow.Succeeded,
            Status = StatusCodes.Status200OK,
            RequestId = Operation,
        };
    }
}
