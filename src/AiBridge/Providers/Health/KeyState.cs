using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using AiBridge.Secrets;

namespace AiBridge.Providers.Health;

/// <summary>
/// One key and what its upstream said of it. Known by its hash, so that a reload finds it again. Readers take no lock; a
/// report that comes from a call begun before the last one counts for nothing: fifty calls refused at once are one refusal.
/// </summary>
internal sealed class KeyState
{
    private const int RefusalsToReject = 3;
    private const int MostScopes = 100;

    private static readonly TimeSpan RefusalPause = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan QuotaPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _scopes = new(StringComparer.Ordinal);
    private readonly Lock _change = new();
    private volatile Standing _standing = Standing.Good;

    public KeyState(Secret secret)
    {
        Secret = secret;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(secret.Reveal()));
        Id = Convert.ToHexString(hash);
        Seed = BitConverter.ToUInt64(hash);
    }

    public Secret Secret { get; }

    /// <summary>SHA-256 of the key, hexadecimal.</summary>
    public string Id { get; }

    /// <summary>The number that rendezvous hashing mixes with a session's.</summary>
    public ulong Seed { get; }

    /// <summary>Whether the upstream has refused it lately, or for good.</summary>
    public bool IsRefused => _standing.Refusals > 0;

    public bool IsRejected => _standing.Rejected;

    /// <param name="scope">The model, or whatever else the upstream limits apart.</param>
    /// <param name="now">The time.</param>
    public bool IsFree(string scope, DateTimeOffset now) => !_standing.Rejected && FreeAt(scope) <= now;

    /// <summary>Takes the key for one call. After a refusal only the first taker gets it: its call is the probe.</summary>
    public bool TryTake(string scope, DateTimeOffset now)
    {
        if (!IsFree(scope, now))
            return false;
        if (_standing.Refusals == 0)
            return true;
        lock (_change)
        {
            if (_standing.Rejected || _standing.Until > now)
                return false;
            _standing = _standing with { Until = now + RefusalPause };
            return true;
        }
    }

    /// <summary>When the key is free again for the scope; never for a rejected one.</summary>
    public DateTimeOffset FreeAt(string scope)
    {
        if (_standing.Rejected)
            return DateTimeOffset.MaxValue;
        var whole = _standing.Until;
        return !_scopes.IsEmpty && _scopes.TryGetValue(scope, out var until) && until > whole ? until : whole;
    }

    /// <summary>The upstream took the key.</summary>
    public void Accepted(DateTimeOffset callBegan)
    {
        if (_standing.Refusals == 0)
            return;
        lock (_change)
        {
            if (_standing.RefusedAt <= callBegan && !_standing.Rejected)
                _standing = Standing.Good;
        }
    }

    /// <summary>401: a minute's pause, then a probe; the third in a row rejects it.</summary>
    public void Refused(DateTimeOffset callBegan, DateTimeOffset now)
    {
        lock (_change)
        {
            if (_standing.Refusals > 0 && _standing.RefusedAt > callBegan)
                return;
            var refusals = _standing.Refusals + 1;
            _standing = new Standing(now + RefusalPause, refusals, now, refusals >= RefusalsToReject);
        }
    }

    /// <summary>A probe that said nothing of the key, because its call never got an answer: the next taker probes.</summary>
    public void Undecided(DateTimeOffset callBegan, DateTimeOffset now)
    {
        if (_standing.Refusals == 0)
            return;
        lock (_change)
        {
            if (_standing.RefusedAt <= callBegan && !_standing.Rejected)
                _standing = _standing with { Until = now };
        }
    }

    /// <summary>Its provider was changed: rejected or not, the next call probes. Another refusal rejects it again.</summary>
    public void Reconsider()
    {
        lock (_change)
        {
            if (_standing.Rejected)
                _standing = _standing with { Until = DateTimeOffset.MinValue, Refusals = RefusalsToReject - 1, Rejected = false };
        }
    }

    /// <summary>402 and spent quotas: five minutes for the whole key.</summary>
    public void Spent(DateTimeOffset now)
    {
        lock (_change)
        {
            if (!_standing.Rejected)
                _standing = _standing with { Until = now + QuotaPause };
        }
    }

    /// <summary>A limit with a known end: that long, at most an hour, for that scope only.</summary>
    public void Limited(string scope, TimeSpan pause, DateTimeOffset now)
    {
        if (_scopes.Count >= MostScopes)
            DropScopes(now);
        _scopes[scope] = now + (pause < LongestPause ? pause : LongestPause);
    }

    public KeyReport Report(DateTimeOffset now)
    {
        var standing = _standing;
        if (standing.Rejected)
            return new KeyReport(Secret.Hint, KeyStanding.Rejected, null);
        var until = _scopes.Values.Append(standing.Until).Max();
        return until > now ? new KeyReport(Secret.Hint, KeyStanding.CoolingDown, until) : new KeyReport(Secret.Hint, KeyStanding.Valid, null);
    }

    private void DropScopes(DateTimeOffset now)
    {
        foreach (var (scope, until) in _scopes.OrderBy(scope => scope.Value).ToArray())
        {
            if (until <= now || _scopes.Count >= MostScopes)
                _scopes.TryRemove(scope, out _);
        }
    }

    private sealed record Standing(DateTimeOffset Until, int Refusals, DateTimeOffset RefusedAt, bool Rejected)
    {
        public static Standing Good { get; } = new(DateTimeOffset.MinValue, 0, DateTimeOffset.MinValue, false);
    }
}
