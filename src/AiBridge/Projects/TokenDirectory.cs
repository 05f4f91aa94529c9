using System.Collections.Frozen;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Projects;

/// <summary>Every live token; immutable, exchanged as a whole.</summary>
internal sealed class TokenDirectory(IDbContextFactory<BridgeDb> contexts, TimeProvider clock) : StoreSnapshot(contexts, ChangeCounterRow.Projects)
{
    private volatile FrozenDictionary<TokenHash, BridgeToken> _tokens = FrozenDictionary<TokenHash, BridgeToken>.Empty;

    public override string Kind => "tokens";

    /// <summary>The token as presented, or null when it is unknown, revoked or expired.</summary>
    public BridgeToken? Find(string presented)
    {
        if (!TokenFormat.IsValid(presented) || !_tokens.TryGetValue(TokenHash.Of(presented), out var token))
            return null;
        var now = clock.GetUtcNow();
        if (token.IsExpired(now))
            return null;
        token.Use.Note(now);
        return token;
    }

    /// <summary>When live tokens were used last, by their id; Unix milliseconds.</summary>
    public IReadOnlyDictionary<string, long> LastUses() =>
        _tokens.Values.Where(token => token.Use.Last is not null).ToDictionary(token => token.Id, token => token.Use.Last!.Value);

    /// <summary>Stores when tokens were used last. No other process needs to notice, so nothing is counted.</summary>
    public override async Task WriteBackAsync(CancellationToken cancellation)
    {
        foreach (var token in _tokens.Values.Where(token => token.Use.Unstored is not null))
        {
            var last = token.Use.Last;
            await using var db = await Contexts.CreateDbContextAsync(cancellation);
            await db.Tokens.Where(row => row.Id == token.Id && (row.LastUsedAt == null || row.LastUsedAt < last))
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.LastUsedAt, last), cancellation);
            token.Use.Stored(last!.Value);
        }
    }

    protected override async Task LoadAsync(BridgeDb db, CancellationToken cancellation)
    {
        var rows = await db.Tokens.AsNoTracking().Where(row => row.RevokedAt == null).ToListAsync(cancellation);
        var uses = _tokens.Values.ToDictionary(token => token.Id, token => token.Use);
        _tokens = rows.ToFrozenDictionary(row => TokenHash.Parse(row.Hash), row => BridgeToken.Of(row, uses.GetValueOrDefault(row.Id)));
    }
}
