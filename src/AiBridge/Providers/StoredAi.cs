using AiBridge.Providers.Ai;
using AiBridge.Secrets;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Providers;

/// <summary>Puts into force whom the projects' chats ask. Only what has changed since the last time is read and decrypted anew.</summary>
internal sealed class StoredAi(IDbContextFactory<BridgeDb> contexts, SecretVault vault, ProviderRegistry registry) : StoreSnapshot(contexts, ChangeCounterRow.Providers)
{
    private Dictionary<string, ProjectAi> _known = [];

    public override string Kind => "chats' configurations";

    protected override async Task LoadAsync(BridgeDb db, CancellationToken cancellation)
    {
        var versions = await db.ProjectAi.AsNoTracking().Select(row => new { row.ProjectId, row.Version, row.CreatedAt }).ToListAsync(cancellation);
        var changed = versions.Where(row => _known.GetValueOrDefault(row.ProjectId) is not { } known || known.Version != row.Version || known.CreatedAt != row.CreatedAt).Select(row => row.ProjectId).ToArray();
        if (changed.Length == 0 && versions.Count == _known.Count)
            return;
        var rows = changed.Length == 0 ? [] : await db.ProjectAi.AsNoTracking().Where(row => changed.Contains(row.ProjectId)).ToListAsync(cancellation);
        var fresh = rows.ToDictionary(row => row.ProjectId, row => new ProjectAi(row, vault));
        _known = versions.ToDictionary(row => row.ProjectId, row => fresh.GetValueOrDefault(row.ProjectId) ?? _known[row.ProjectId]);
        registry.ReplaceAi([.. _known.Values]);
    }
}
