using AiBridge.Configuration;
using AiBridge.Management;
using AiBridge.Recording.Journaling;

namespace AiBridge;

/// <summary>
/// The readiness check <c>journal</c>: a segment can be made and filled where the records go. Asked actively, for without traffic no record
/// would ever tell; and of its full size, for a nearly full disk or a limit on files has room for a byte and none for a segment.
/// </summary>
internal static class JournalProbe
{
    private const string AtTheLatest = "at the latest when its current file is full";

    private static readonly byte[] Content = [1];

    public static ReadinessCheck Create(IServiceProvider services)
    {
        var owner = services.GetRequiredService<OwnerDirectory>();
        var configuration = services.GetRequiredService<LiveConfiguration>();
        var oneAtATime = new SemaphoreSlim(1, 1);
        return new ReadinessCheck("journal", $"The journal cannot be written: requests that would be recorded are refused (recording_unavailable), {AtTheLatest}.", async cancellation =>
        {
            // One at a time: probes are free for everybody, and their files are large.
            await oneAtATime.WaitAsync(cancellation);
            try
            {
                Write(Path.Combine(owner.Path, $"{Guid.NewGuid():N}.probe"));
                return true;
            }
            finally
            {
                oneAtATime.Release();
            }
        })
        {
            Otherwise = () => configuration.Current.Recording.WhenUnavailable == "continue"
                ? $"The journal cannot be written: requests are served but not recorded (Recording:WhenUnavailable is continue), {AtTheLatest}."
                : null,
        };
    }

    private static void Write(string path)
    {
        using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.DeleteOnClose, Journal.DefaultSegmentBytes);
        RandomAccess.Write(file, Content, Journal.DefaultSegmentBytes - Content.Length);
    }
}
