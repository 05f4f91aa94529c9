using AiBridge.Contracts.Secrets;
using AiBridge.Storage;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Providers.SecretStore;

/// <summary>Who uses which secrets.</summary>
internal static class SecretUses
{
    private const string Provider = "provider";
    private const string AiProvider = "aiProvider";

    /// <summary>By the secret's id; each user once, server-wide providers first, by name.</summary>
    public static async Task<ILookup<string, SecretUseDto>> OfAsync(BridgeDb db, IReadOnlyCollection<string> secrets, CancellationToken cancellation)
    {
        var providers = await db.ProviderSecrets.AsNoTracking()
            .Where(use => secrets.Contains(use.SecretId))
            .Join(db.Providers, use => use.ProviderId, row => row.Id, (use, row) => new { use.SecretId, row.Id, row.Name })
            .Distinct().OrderBy(use => use.Name).ToListAsync(cancellation);
        var ofProjects = await db.AiProviders.AsNoTracking()
            .Where(row => row.SecretId != null && secrets.Contains(row.SecretId))
            .Select(row => new { SecretId = row.SecretId!, row.Id, row.Slug })
            .OrderBy(row => row.Slug).ToListAsync(cancellation);
        return providers.Select(use => (use.SecretId, Use: new SecretUseDto(Provider, use.Id, use.Name)))
            .Concat(ofProjects.Select(use => (use.SecretId, Use: new SecretUseDto(AiProvider, use.Id, use.Slug))))
            .ToLookup(use => use.SecretId, use => use.Use, StringComparer.Ordinal);
    }

    /// <summary>The projects' providers that would use the server's credential without the secret, by their slugs: they stand on a server-wide provider.</summary>
    public static async Task<IReadOnlyList<string>> FallingBackAsync(BridgeDb db, string secret, ProviderRegistry registry, CancellationToken cancellation)
    {
        var without = await db.AiProviders.AsNoTracking()
            .Where(row => row.SecretId == secret && row.BaseUrl == null)
            .OrderBy(row => row.Slug).Select(row => new { row.Slug, row.Provider }).ToListAsync(cancellation);
        return [.. without.Where(row => registry.Find(row.Slug)?.Type.Name == row.Provider).Select(row => row.Slug)];
    }

    /// <summary>Takes the secret out of everything that uses it, each of which then counts as changed.</summary>
    public static async Task RemoveAsync(BridgeDb db, string secret, long now, CancellationToken cancellation)
    {
        var uses = await db.ProviderSecrets.Where(use => use.SecretId == secret).ToListAsync(cancellation);
        var users = uses.Select(use => use.ProviderId).ToHashSet();
        db.ProviderSecrets.RemoveRange(uses);
        foreach (var provider in await db.Providers.Where(row => users.Contains(row.Id)).ToListAsync(cancellation))
            (provider.UpdatedAt, provider.Version) = (now, provider.Version + 1);
        foreach (var provider in await db.AiProviders.Where(row => row.SecretId == secret).ToListAsync(cancellation))
            (provider.SecretId, provider.UpdatedAt, provider.Version) = (null, now, provider.Version + 1);
    }
}
