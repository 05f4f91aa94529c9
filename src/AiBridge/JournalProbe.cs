using AiBridge.Management;
using AiBridge.Recording.Journaling;

namespace AiBridge;

/// <summary>The readiness check <c>journal</c>: a file can be written where the records go. Asked actively, for without traffic no record would ever tell.</summary>
internal static class JournalProbe
{
    private static readonly byte[] Content = [1];

    public static ReadinessCheck Create(IServiceProvider services)
    {
        var owner = services.GetRequiredService<OwnerDirectory>();
        return new ReadinessCheck("journal", async cancellation =>
        {
            var file = Path.Combine(owner.Path, $"{Guid.NewGuid():N}.probe");
            await File.WriteAllBytesAsync(file, Content, cancellation);
            File.Delete(file);
            return true;
        });
    }
}
