using System.Runtime.InteropServices;

namespace AiBridge.Shutdown;

/// <summary>Notices that the process is told to stop a second time; the host itself sees only the first.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _again = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _seen;

    /// <summary>Cancelled by the second SIGTERM or SIGINT.</summary>
    public CancellationToken Again => _again.Token;

    public void Watch()
    {
        foreach (var signal in new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT })
            _registrations.Add(PosixSignalRegistration.Create(signal, _ => Seen()));
    }

    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _again.Dispose();
    }

    private void Seen()
    {
        if (Interlocked.Increment(ref _seen) == 2)
            _again.Cancel();
    }
}
