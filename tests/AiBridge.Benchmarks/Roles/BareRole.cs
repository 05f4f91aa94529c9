using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.Benchmarks.Roles;

/// <summary>What a proxy on this stack costs at the least: YARP's direct forwarding with its default transforms, nothing else.</summary>
internal static class BareRole
{
    public const string Name = "bare";

    public static async Task RunAsync(string upstream)
    {
        await using var app = await LoopbackApp.StartAsync(
            static services => services.AddHttpForwarder(),
            app => app.MapForwarder("/{**path}", upstream));
        await using var control = await ProcessFigures.ServeAsync(static () => Task.CompletedTask);
        await new ReadyLine(app.Urls.First(), control.Urls.First()).ServeUntilReleasedAsync();
    }
}
