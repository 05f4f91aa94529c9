using System.Text;
using AiBridge.Configuration;
using AiBridge.Interception;
using AiBridge.Management;
using AiBridge.Projects;
using AiBridge.Providers;
using AiBridge.Recording;
using AiBridge.Routing;
using AiBridge.Storage;
using AiBridge.Telemetry;
using AiBridge.Upstream;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace AiBridge;

/// <summary>Puts the product together. Nothing here decides anything about a request.</summary>
internal static class AiBridgeHost
{
    /// <summary>Runs until the process is told to stop.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> ServeAsync(HostInputs inputs)
    {
        try
        {
            await using var app = await BuildAsync(inputs);
            await app.RunAsync();
            return 0;
        }
        catch (ConfigurationException fault)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return 2;
        }
    }

    /// <summary>The whole product, ready to start.</summary>
    /// <exception cref="ConfigurationException">The configuration has faults; all of them are listed.</exception>
    public static async Task<WebApplication> BuildAsync(HostInputs inputs)
    {
        var demo = inputs.Demo ? await DemoSetup.StartAsync(inputs) : null;
        inputs = demo?.Inputs ?? inputs;
        var configuration = BridgeConfiguration.Load(inputs);
        var options = configuration.Options;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = inputs.WorkingDirectory });
        builder.Logging.AddBridgeLogging(options.Logging, inputs.WorkingDirectory);
        builder.WebHost.UseKestrel(Listen).UseUrls(options.Listen.Split(';'));
        AddServices(builder.Services, inputs, configuration);
        if (demo is not null)
            builder.Services.AddSingleton(demo);

        var app = builder.Build();
        Map(app, options);
        return app;
    }

    private static void AddServices(IServiceCollection services, HostInputs inputs, LoadedConfiguration configuration)
    {
        services.AddSingleton(inputs.Clock);
        services.AddMetrics();
        services.AddSingleton<BridgeMetrics>();
        services.AddRouting();
        services.AddBridgeStorage(configuration.Options);
        services.AddReverseProxy().AddProviderRouting().AddInterception().AddUpstream();
        services.AddManagement();
    }

    private static void Map(WebApplication app, BridgeOptions options)
    {
        if (options.BasePath.Length > 0)
            app.UsePathBase(options.BasePath);
        app.UseRouting();
        app.MapManagement();
        app.MapProviders();
        app.MapFallback(UnknownName.WriteAsync);
    }

    private static void Listen(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        // Header bytes pass as they are.
        kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
        kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;
        kestrel.Limits.MaxRequestHeadersTotalSize = 128 * 1024;
        kestrel.Limits.MaxRequestLineSize = 16 * 1024;
        // A paused terminal must not be cut off after seconds.
        kestrel.Limits.MinResponseDataRate = null;
    }
}
