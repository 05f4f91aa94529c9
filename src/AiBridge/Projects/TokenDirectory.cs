using System.Collections.Frozen;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Projects;

/// <summary>Every live token in memory, so that no request waits for the database. An immutable snapshot, exchanged as a whole.</summary>
internal sealed class TokenDirectory(IDbContextFactory<BridgeDb> contexts, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _loading = new(1, 1);
    private volatile FrozenDictionary<TokenHash, BridgeToken> _tokens = FrozenDictionary<TokenHash, BridgeToken>.Empty;
    private long _version = -1;

    /// <summary>The token as presented, or null when it is unknown, revoked or expired.</summary>
    public BridgeToken? Find(string presented)
    {
        if (!TokenForm.IsValid(presented) || !_tokens.TryGetValue(TokenHash.Of(presented), out var token))
            return null;
        return token.ExpiresAt is { } expiry && expiry <= clock.GetUtcNow() ? null : token;
    }

    /// <summary>Reads all tokens anew; a change committed before the call is in force after it.</summary>
    public async Task ReloadAsync(CancellationToken cancellation = default)
    {
        await _loading.WaitAsync(cancellation);
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellation);
            await LoadAsync(db, cancellation);
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>Reads the tokens only when they have changed; returns whether they had.</summary>
    public async Task<bool> ReloadIfChangedAsync(CancellationToken cancellation)
    {
        await _loading.WaitAsync(cancellation);
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellation);
            if (await db.ChangeVersionAsync(ChangeCounterRow.Projects, cancellation) == _version)
                return false;
            await LoadAsync(db, cancellation);
            return true;
        }
        finally
        {
            _loading.Release();
        }
    }

    public void Dispose() => _loading.Dispose();

    private async Task LoadAsync(BridgeDb db, CancellationToken cancellation)
    {
        // The version first: a change that slips in between is then read twice, never missed.
        var version = await db.ChangeVersionAsync(ChangeCounterRow.Projects, cancellation);
        var rows = await db.Tokens.AsNoTracking().Where(row => row.RevokedAt == null).ToListAsync(cancellation);
        _tokens = rows.ToFrozenDictionary(row => TokenHash.Parse(row.Hash), Describe);
        _version = version;
    }

    private static BridgeToken Describe(TokenRow row) => new(
        row.Id,
        row.ProjectId,
        row.Name,
        row.ActorName,
        row.Permissions.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        row.ServerScope,
        row.ExpiresAt is { } expiry ? DateTimeOffset.FromUnixTimeMilliseconds(expiry) : null);
}
