using AiBridge.Management;
using AiBridge.Recording;

namespace AiBridge;

/// <summary>The readiness check <c>replay</c>: what an earlier process left in its journal is in the database.</summary>
internal static class ReplayProbe
{
    public static ReadinessCheck Create(IServiceProvider services)
    {
        var replayed = new Lazy<Task>(services.GetRequiredService<InterceptionRecorder>().FlushAsync);
        return new ReadinessCheck("replay", "What an earlier process left in its journal is not in the database yet.", async cancellation =>
        {
            await replayed.Value.WaitAsync(cancellation);
            return true;
        });
    }
}
