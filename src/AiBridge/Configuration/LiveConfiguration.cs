namespace AiBridge.Configuration;

/// <summary>The configuration in force. Readers take <see cref="Current"/> once per piece of work and keep that snapshot.</summary>
internal sealed class LiveConfiguration(BridgeOptions initial)
{
    private volatile BridgeOptions _current = initial;

    public BridgeOptions Current => _current;

    /// <summary>Raised after <see cref="Current"/> was exchanged, with the new snapshot.</summary>
    public event Action<BridgeOptions>? Changed;

    public void Replace(BridgeOptions next)
    {
        _current = next;
        Changed?.Invoke(next);
    }
}
