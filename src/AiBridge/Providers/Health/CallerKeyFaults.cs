
namespace AiBridge.Providers.Health;

/// <summary>Why an upstream did not serve a call with a key.</summary>
internal enum KeyFault
{
    /// <summary>It does not take the key: 401.</summary>
    Refused,

    /// <summary>The key's account cannot pay, or is switched off: 402 and the vendors' account errors.</summary>
    Spent,
}

/// <summary>What a key is, for a while, to the caller whose call met a fault.</summary>
/// <param name="Fault">Which.</param>
/// <param name="Until">Timestamp: the key is free for the caller from then on.</param>
/// <param name="Since">Timestamp of the answer.</param>
/// <param name="Words">The upstream's, free of credentials; null without any.</param>
internal sealed record CallerKeyFault(KeyFault Fault, long Until, long Since, string? Words);

/// <summary>
/// The callers that a key has failed. A header of the caller's suffices to be refused, and a request too large to be told to pay; so a
/// fault is the caller's alone until another caller meets it too. Reading takes no lock.
/// </summary>
internal sealed class CallerKeyFaults(TimeProvider clock)
{
    private const int MostCallers = 1_000;

    /// <summary>An accusation that nobody has confirmed or refuted is forgotten.</summary>
    private static readonly TimeSpan ReportLifetime = TimeSpan.FromMinutes(15);

    private readonly LruCache<string, CallerKeyFault> _callerFaults = new(MostCallers, TimeSpan.FromHours(1), clock);
    private readonly FaultReport?[] _reports = new FaultReport?[Enum.GetValues<KeyFault>().Length];

    /// <summary>The fault that keeps the caller from the key now.</summary>
    public CallerKeyFault? Of(string caller) => _callerFaults.TryGet(caller, out var known) && known.Until > clock.GetTimestamp() ? known : null;

    /// <summary>Whether the last caller that met the fault still stands with it: no call that began later went well.</summary>
    public bool Stands(KeyFault fault) => Volatile.Read(ref _reports[(int)fault]) is { } last && last.At > clock.GetTimestamp() - clock.InTimestamps(ReportLifetime);

    /// <summary>The caller has met a fault.</summary>
    /// <returns>Another caller has met it too, and stands with it.</returns>
    public bool Add(string caller, KeyFault fault, TimeSpan pause, string? words)
    {
        ref var accusation = ref _reports[(int)fault];
        var confirmed = Stands(fault) && accusation!.Caller != caller;
        var now = clock.GetTimestamp();
        _callerFaults.Set(caller, new CallerKeyFault(fault, clock.After(pause), now, words));
        Volatile.Write(ref accusation, new FaultReport(caller, now));
        return confirmed;
    }

    /// <summary>Said for all; whoever meets it after that says it anew.</summary>
    public void Settled(KeyFault fault) => Volatile.Write(ref _reports[(int)fault], null);

    /// <summary>A call that began then did not meet the fault. The caller's own fault goes, nobody else's; but for all to be kept from the key two must meet it anew.</summary>
    public void Refuted(string caller, KeyFault fault, long began)
    {
        if (_callerFaults.TryGet(caller, out var known) && known.Fault == fault && known.Since <= began)
            _callerFaults.Remove(caller);
        ref var accusation = ref _reports[(int)fault];
        if (Volatile.Read(ref accusation) is { } last && last.At <= began)
            Interlocked.CompareExchange(ref accusation, null, last);
    }

    private sealed record FaultReport(string Caller, long At);
}
