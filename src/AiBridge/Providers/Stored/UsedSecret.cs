using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Providers.Stored;

/// <summary>A secret and what a provider uses it for.</summary>
internal sealed record UsedSecret(ProviderSecretRow Use, SecretRow Secret)
{
    /// <summary>The secrets that providers use.</summary>
    public static async Task<IReadOnlyList<UsedSecret>> OfAsync(IQueryable<SecretRow> secrets, IReadOnlyList<ProviderRow> rows, CancellationToken cancellation)
    {
        var ids = rows.SelectMany(row => row.Secrets).Select(use => use.SecretId).Distinct().ToArray();
        var known = ids.Length == 0 ? [] : await secrets.Where(secret => ids.Contains(secret.Id)).ToDictionaryAsync(secret => secret.Id, cancellation);
        return [.. rows.SelectMany(row => row.Secrets).Where(use => known.ContainsKey(use.SecretId)).Select(use => new UsedSecret(use, known[use.SecretId]))];
    }
}
