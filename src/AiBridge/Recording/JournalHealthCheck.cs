using AiBridge.Configuration;
using AiBridge.Recording.Journaling;
using AiBridge.Telemetry;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AiBridge.Recording;

/// <summary>
/// The readiness check <c>journal</c>: a segment can be made and filled where the records go. Asked actively, for without traffic no record
/// would ever tell; and of its full size, for a nearly full disk or a limit on files has room for a byte and none for a segment.
/// </summary>
internal sealed class JournalHealthCheck(OwnerDirectory owner, LiveConfiguration configuration, TimeProvider clock) : ReadinessCheck(clock), IDisposable
{
    private const string AtTheLatest = "at the latest when its current file is full";

    private static readonly byte[] Content = [1];

    private readonly SemaphoreSlim _oneAtATime = new(1, 1);

    public void Dispose() => _oneAtATime.Dispose();

    protected override async Task ProbeAsync(CancellationToken cancellation)
    {
        // One at a time: probes are free for everybody, and their files are large.
        await _oneAtATime.WaitAsync(cancellation);
        try
        {
            Write(Path.Combine(owner.Path, $"{Guid.NewGuid():N}.probe"));
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    protected override HealthCheckResult Failed(Exception cause) => configuration.Current.Recording.WhenUnavailable == "continue"
        ? HealthCheckResult.Degraded($"The journal cannot be written: requests are served but not recorded (Recording:WhenUnavailable is continue), {AtTheLatest}.", cause)
        : HealthCheckResult.Unhealthy($"The journal cannot be written: requests that would be recorded are refused (recording_unavailable), {AtTheLatest}.", cause);

    private static void Write(string path)
    {
        using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.DeleteOnClose, Journal.DefaultSegmentBytes);
        OwnerOnly.CloseFile(file);
        RandomAccess.Write(file, Content, Journal.DefaultSegmentBytes - Content.Length);
    }
}
