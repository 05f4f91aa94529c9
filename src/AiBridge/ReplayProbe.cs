using AiBridge.Management;
using AiBridge.Recording;

namespace AiBridge;

/// <summary>The readiness check <c>replay</c>: what an earlier process left in its journal is in the database.</summary>
internal static class ReplayProbe
{
    public static ReadinessCheck Create(IServiceProvider services)
    {
        // Asked for now, not by the first probe: that may come while the database is locked, long after all was brought in.
        var replayed = services.GetRequiredService<InterceptionRecorder>().FlushAsync();
        return new ReadinessCheck("replay", "What an earlier process left in its journal is not in the database yet.", async cancellation =>
        {
            await replayed.WaitAsync(cancellation);
            return true;
        });
    }
}
