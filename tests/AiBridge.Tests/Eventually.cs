using System.Diagnostics;

namespace AiBridge.Tests;

/// <summary>Waits for work on another thread that gives no signal of its own; bounded.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public static Task Is(Func<bool> condition) => Is(() => Task.FromResult(condition()));

    public static async Task Is(Func<Task<bool>> condition)
    {
        var waiting = Stopwatch.StartNew();
        while (!await condition())
        {
            waiting.Elapsed.Should().BeLessThan(Limit, "the condition should have come true");
            await Task.Delay(TimeSpan.FromMilliseconds(2));
        }
    }
}
