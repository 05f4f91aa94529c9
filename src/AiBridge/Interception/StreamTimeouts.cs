using AiBridge.Exchanges;

namespace AiBridge.Interception;

/// <summary>How long a silent upstream is borne, and when the client is told that it is. Times are timestamps of the clock.</summary>
internal sealed class StreamTimeouts(ReadAhead upstream, Providers.ProviderInstance provider, TimeProvider clock)
{
    private readonly long _silence = (long)(provider.Options.Timeouts.Silence.TotalSeconds * clock.TimestampFrequency);
    private readonly long _keepAlive = (long)(provider.Options.KeepAlive.TotalSeconds * clock.TimestampFrequency);

    private long _pingedAt;

    /// <summary>When the upstream is given up.</summary>
    public long SilenceEnds => upstream.QuietSince + _silence;

    /// <summary>When the next ping is due.</summary>
    public long NextPing => _keepAlive == 0 ? WakeSignal.Never : Math.Max(upstream.QuietSince, _pingedAt) + _keepAlive;

    public void Pinged(long now) => _pingedAt = now;
}
