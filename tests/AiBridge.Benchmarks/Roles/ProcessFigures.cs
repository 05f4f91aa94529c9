using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AiBridge.Benchmarks.Roles;

/// <summary>A proxy process's figures since its start, read from inside it.</summary>
/// <param name="CpuMicroseconds">User and kernel time.</param>
/// <param name="AllocatedBytes">Managed bytes ever allocated.</param>
/// <param name="HeapBytes">Managed bytes in use.</param>
/// <param name="WorkingSetBytes">Resident memory.</param>
internal sealed record ProcessFigures(double CpuMicroseconds, long AllocatedBytes, long HeapBytes, long WorkingSetBytes)
{
    public const string Path = "/figures";
    public const string CollectedPath = "/figures/collected";

    /// <param name="drain">Returns when work put off (the database writer's) is done, so that its cost is in the figures.</param>
    public static Task<WebApplication> ServeAsync(Func<Task> drain) => LoopbackApp.StartAsync(static _ => { }, app =>
    {
        app.MapGet(Path, (HttpContext context) => WriteAsync(context, drain, collect: false));
        app.MapGet(CollectedPath, (HttpContext context) => WriteAsync(context, drain, collect: true));
    });

    private static async Task WriteAsync(HttpContext context, Func<Task> drain, bool collect)
    {
        await drain();
        if (collect)
            Collect();
        var figures = new ProcessFigures(
            Environment.CpuUsage.TotalTime.TotalMicroseconds,
            GC.GetTotalAllocatedBytes(precise: true),
            GC.GetTotalMemory(forceFullCollection: false),
            Environment.WorkingSet);
        await context.Response.WriteAsJsonAsync(figures);
    }

    private static void Collect()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
    }
}
