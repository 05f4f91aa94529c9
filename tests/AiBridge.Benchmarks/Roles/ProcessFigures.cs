using System.Globalization;
using System.Runtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AiBridge.Benchmarks.Roles;

/// <summary>A proxy process's figures since its start, read from inside it.</summary>
/// <param name="CpuMicroseconds">User and kernel time, without the runtime's background compiler: it ends with the hot paths compiled, the requests do not.</param>
/// <param name="AllocatedBytes">Managed bytes ever allocated.</param>
/// <param name="HeapBytes">Managed bytes in use.</param>
/// <param name="WorkingSetBytes">Resident memory.</param>
/// <param name="CompiledMethods">Methods compiled, each tier counted.</param>
internal sealed record ProcessFigures(double CpuMicroseconds, long AllocatedBytes, long HeapBytes, long WorkingSetBytes, long CompiledMethods)
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
            Environment.CpuUsage.TotalTime.TotalMicroseconds - CompilerMicroseconds(),
            GC.GetTotalAllocatedBytes(precise: true),
            GC.GetTotalMemory(forceFullCollection: false),
            Environment.WorkingSet,
            JitInfo.GetCompiledMethodCount());
        await context.Response.WriteAsJsonAsync(figures);
    }

    private static double CompilerMicroseconds()
    {
        var nanoseconds = 0L;
        foreach (var thread in Directory.EnumerateDirectories("/proc/self/task"))
        {
            try
            {
                // The kernel keeps 15 characters of ".NET Tiered Compilation Worker".
                if (File.ReadAllText(thread + "/comm").StartsWith(".NET Tiered Com", StringComparison.Ordinal))
                    nanoseconds += long.Parse(File.ReadAllText(thread + "/schedstat").Split(' ')[0], CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                // A pool thread has ended since the list was made.
            }
        }

        return nanoseconds / 1000.0;
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
