using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using AiBridge.Secrets;

namespace AiBridge.Providers.Health;

/// <summary>
/// One key and what its upstream said of it. Known by its hash, so that a reload finds it again. What one caller's calls meet keeps
/// that caller from the key; everybody only when another caller, or the bridge's own probe, meets it too. Nothing is for good: a key
/// refused for all gets one call a time after growing pauses. Readers take no lock; a report that comes from a call begun before the
/// last one counts for nothing: fifty calls refused at once are one refusal. Moments are timestamps of the clock.
/// </summary>
internal sealed class KeyState
{
    private const int MostScopes = 100;

    private static readonly TimeSpan RefusalPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestRefusalPause = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan QuotaPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestLimit = TimeSpan.FromHours(1);

    private readonly TimeProvider _clock;
    private readonly Lock _change = new();
    private volatile Standing _standing = Standing.Good;
    private volatile CallerKeyFaults? _callerFaults;
    private volatile ConcurrentDictionary<string, long>? _limits;
    private bool _isProbed;
    private long _nextProbe = Timestamps.Past;

    public KeyState(Secret secret, TimeProvider clock)
    {
        (Secret, _clock) = (secret, clock);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(secret.Reveal()));
        Id = Convert.ToHexString(hash);
        Seed = BitConverter.ToUInt64(hash);
    }

    public Secret Secret { get; }

    /// <summary>SHA-256 of the key, hexadecimal.</summary>
    public string Id { get; }

    /// <summary>The number that rendezvous hashing mixes with a session's.</summary>
    public ulong Seed { get; }

    /// <summary>Refused for all, and not accepted since.</summary>
    public bool IsRejected => _standing.Refusals > 0;

    private bool IsUntroubled => _callerFaults is null && _limits is null && ReferenceEquals(_standing, Standing.Good);

    /// <summary>Whether no fault or limit that holds for all keeps anybody from it.</summary>
    /// <param name="scope">The model, or whatever else the upstream limits apart.</param>
    public bool IsFreeForAll(string scope) => IsUntroubled || FreeAt(scope) <= _clock.GetTimestamp();

    public bool IsFree(string caller, string scope) => IsUntroubled || FreeAt(caller, scope) <= _clock.GetTimestamp();

    /// <summary>How long until the key is free for the caller.</summary>
    public TimeSpan Wait(string caller, string scope) => _clock.Until(FreeAt(caller, scope));

    /// <summary>The refusal that keeps the caller from it, his own or everybody's.</summary>
    public bool IsRefusedTo(string caller) => IsRejected || RefusalOf(caller) is not null;

    /// <summary>The caller's own refusal; null without one, and when it is over.</summary>
    public CallerKeyFault? RefusalOf(string caller) => _callerFaults?.Of(caller) is { Fault: KeyFault.Refused } refusal ? refusal : null;

    /// <summary>Takes the key for one call. After it was refused for all only the first taker gets it: its call decides.</summary>
    public bool TryTake(string caller, string scope)
    {
        if (IsUntroubled)
            return true;
        if (!IsFree(caller, scope))
            return false;
        if (!IsRejected)
            return true;
        lock (_change)
        {
            if (_standing.Until > _clock.GetTimestamp())
                return false;
            if (IsRejected)
                _standing = _standing with { Until = _clock.After(RefusalPause) };
            return true;
        }
    }

    /// <summary>The upstream took the key.</summary>
    /// <param name="caller">Whose call it was.</param>
    /// <param name="began">When the call began.</param>
    /// <param name="served">It also served the call; false when it only knew the key.</param>
    public void Accepted(string caller, long began, bool served)
    {
        if (_callerFaults is { } callerFaults)
        {
            callerFaults.Refuted(caller, KeyFault.Refused, began);
            if (served)
                callerFaults.Refuted(caller, KeyFault.Spent, began);
        }

        if (ReferenceEquals(_standing, Standing.Good))
            return;
        lock (_change)
        {
            if (_standing.Since <= began && (served || IsRejected))
                _standing = Standing.Good;
        }
    }

    /// <summary>A call met a fault: the caller is kept from the key for a while.</summary>
    /// <param name="caller">Whose call it was.</param>
    /// <param name="fault">What it met.</param>
    /// <param name="began">When the call began.</param>
    /// <param name="words">The upstream's, free of credentials.</param>
    /// <returns>Now everybody is.</returns>
    public bool Failed(string caller, KeyFault fault, long began, string? words)
    {
        lock (_change)
        {
            var callerFaults = _callerFaults ??= new CallerKeyFaults(_clock);
            var confirmed = callerFaults.Add(caller, fault, fault == KeyFault.Refused ? RefusalPause : QuotaPause, words);
            if (_standing.Since > began)
                return false;
            if (confirmed)
                FailForAll(fault, callerFaults);
            else if (fault == KeyFault.Refused && IsRejected)
                _standing = _standing with { Until = _clock.GetTimestamp() };
            return confirmed;
        }
    }

    /// <summary>A call that decided nothing, because it said nothing of the key: the next taker's does.</summary>
    public void Undecided(long began)
    {
        if (!IsRejected)
            return;
        lock (_change)
        {
            if (_standing.Since <= began && IsRejected)
                _standing = _standing with { Until = _clock.GetTimestamp() };
        }
    }

    /// <summary>Whether the bridge may ask by itself if the key is good: one at a time, and not more often than a caller is kept from it.</summary>
    public bool TryBeginProbe()
    {
        lock (_change)
        {
            if (_isProbed || _nextProbe > _clock.GetTimestamp())
                return false;
            _nextProbe = _clock.After(RefusalPause);
            return _isProbed = true;
        }
    }

    /// <summary>What the bridge's own probe came to. One that was accepted clears nothing: some upstreams list their models to everybody.</summary>
    /// <returns>It confirmed a caller's refusal, so that the key is refused for all.</returns>
    public bool EndProbe(bool refused, long began)
    {
        lock (_change)
        {
            _isProbed = false;
            if (!refused || _standing.Since > began || _callerFaults is not { } callerFaults || !callerFaults.Stands(KeyFault.Refused))
                return false;
            FailForAll(KeyFault.Refused, callerFaults);
            return true;
        }
    }

    /// <summary>Its provider was changed: who was kept from it may try again, and the next call of anybody decides whether it is still refused for all.</summary>
    public void Reconsider()
    {
        lock (_change)
        {
            (_callerFaults, _nextProbe) = (null, Timestamps.Past);
            if (IsRejected)
                _standing = _standing with { Until = _clock.GetTimestamp(), Refusals = 1 };
        }
    }

    /// <summary>A limit with a known end: that long, at most an hour, for that scope only.</summary>
    public void Limited(string scope, TimeSpan pause)
    {
        lock (_change)
        {
            var limits = _limits ??= new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
            if (limits.Count >= MostScopes)
                DropScopes(limits);
            limits[scope] = _clock.After(pause < LongestLimit ? pause : LongestLimit);
        }
    }

    public KeyReport Report()
    {
        var (standing, now) = (_standing, _clock.GetTimestamp());
        if (standing.Refusals > 0)
            return new KeyReport(Secret.Hint, KeyStatus.Rejected, _clock.WallTime(Math.Max(standing.Until, now)));
        var until = (_limits?.Values ?? []).Append(standing.Until).Max();
        return until > now ? new KeyReport(Secret.Hint, KeyStatus.CoolingDown, _clock.WallTime(until)) : new KeyReport(Secret.Hint, KeyStatus.Valid, null);
    }

    private long FreeAt(string caller, string scope) => Math.Max(FreeAt(scope), _callerFaults?.Of(caller)?.Until ?? Timestamps.Past);

    private long FreeAt(string scope) => Math.Max(_standing.Until, _limits is { } limits && limits.TryGetValue(scope, out var until) ? until : Timestamps.Past);

    private void FailForAll(KeyFault fault, CallerKeyFaults callerFaults)
    {
        callerFaults.Settled(fault);
        var refusals = fault == KeyFault.Refused ? _standing.Refusals + 1 : 0;
        var pause = fault == KeyFault.Refused ? RefusalPause * Math.Pow(2, Math.Min(refusals, 5) - 1) : QuotaPause;
        _standing = new Standing(_clock.After(pause < LongestRefusalPause ? pause : LongestRefusalPause), refusals, _clock.GetTimestamp());
    }

    private void DropScopes(ConcurrentDictionary<string, long> limits)
    {
        var now = _clock.GetTimestamp();
        foreach (var (scope, until) in limits.OrderBy(limit => limit.Value).ToArray())
        {
            if (until <= now || limits.Count >= MostScopes)
                limits.TryRemove(scope, out _);
        }
    }

    /// <summary>What holds for everybody.</summary>
    /// <param name="Until">Nobody gets the key before.</param>
    /// <param name="Refusals">How often in a row it was refused for all; 0 for a spent one.</param>
    /// <param name="Since">When that was said last.</param>
    private sealed record Standing(long Until, int Refusals, long Since)
    {
        public static Standing Good { get; } = new(Timestamps.Past, 0, Timestamps.Past);
    }
}
