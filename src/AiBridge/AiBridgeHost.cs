using System.Text;
using AiBridge.Chat;
using AiBridge.CommandLine;
using AiBridge.Configuration;
using AiBridge.Demo;
using AiBridge.Docs;
using AiBridge.Ingress;
using AiBridge.Ingress.Listening;
using AiBridge.Interception;
using AiBridge.Management;
using AiBridge.Mcp;
using AiBridge.Projects;
using AiBridge.Providers;
using AiBridge.Recording;
using AiBridge.Records;
using AiBridge.Routing;
using AiBridge.Routing.Refusals;
using AiBridge.Secrets;
using AiBridge.Secrets.Ring;
using AiBridge.Shutdown;
using AiBridge.Storage;
using AiBridge.Telemetry;
using AiBridge.Upstream;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AiBridge;

/// <summary>Puts the product together. Nothing here decides anything about a request.</summary>
internal static class AiBridgeHost
{
    /// <summary>Bytes that the server reads ahead of a body that waits for room; nothing counts them, and its own default is a mebibyte a connection. All headers must fit in.</summary>
    private const int ReadAhead = 128 * 1024;

    /// <summary>Does what the command line says; without a command it serves.</summary>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(string[] arguments) => RunAsync(arguments, HostInputs.OfProcess(), Console.Error);

    public static Task<int> RunAsync(string[] arguments, HostInputs inputs, TextWriter error) =>
        BridgeCommands.RunAsync(arguments, inputs, new CommandHost(ServeAsync, BuildServices), error);

    /// <summary>Runs until the process is told to stop.</summary>
    /// <returns>The exit code: 0, 1 when an address of <c>Listen</c> cannot be had or is lost, or 2 when the configuration has faults.</returns>
    public static async Task<int> ServeAsync(HostInputs inputs, TextWriter error)
    {
        try
        {
            await using var app = await BuildAsync(inputs);
            try
            {
                await app.StartAsync();
            }
            catch (Exception failure) when (ListenFault.IsOne(failure))
            {
                await error.WriteLineAsync($"Listen: {ListenFault.Message(failure, app.Services.GetRequiredService<LiveConfiguration>().Current.Listen)}");
                // What runs in the background already would else be torn down in the middle, and log that.
                await app.StopAsync();
                return 1;
            }

            await app.WaitForShutdownAsync();
            return app.Services.GetRequiredService<Hearing>().IsLost ? 1 : 0;
        }
        catch (ConfigurationException fault)
        {
            await error.WriteLineAsync(fault.Message);
            return 2;
        }
    }

    /// <summary>The whole product, ready to start.</summary>
    /// <exception cref="ConfigurationException">The configuration has faults; all of them are listed.</exception>
    public static async Task<WebApplication> BuildAsync(HostInputs inputs)
    {
        var demo = inputs.Demo ? await DemoSetup.StartAsync(inputs.Clock) : null;
        if (demo is not null)
            inputs = inputs with { Settings = [.. demo.Settings, .. inputs.Settings] };
        var (sources, reading, masterKeys) = Read(inputs);
        var faults = new ConfigurationFaults();
        var certificate = ServerCertificate.Read(reading.Options.Tls, sources, faults);
        if (faults.Any)
            throw new ConfigurationException(faults.All);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = inputs.WorkingDirectory });
        builder.Configuration.AddStandardVariables(inputs.Environment);
        builder.Logging.AddBridgeLogging(reading.Options, inputs.WorkingDirectory, inputs.Environment, readable: inputs.Demo);
        builder.WebHost.UseKestrel(kestrel => ConfigureKestrel(kestrel, certificate, reading.Options.Limits)).UseUrls([.. ListenAddress.Split(reading.Options.Listen), .. ListenAddress.Split(reading.Options.Telemetry.MetricsListen)]);
        builder.Services.Configure<SocketTransportOptions>(static sockets => sockets.MaxReadBufferSize = ReadAhead);
        AddStores(builder.Services, inputs, sources, reading, masterKeys);
        AddServing(builder.Services, reading.Options, inputs.Environment);
        if (demo is not null)
            builder.Services.AddSingleton(_ => demo);

        var app = builder.Build();
        app.Services.StartMeters();
        Map(app, reading.Options);
        if (demo is not null)
            app.Services.GetRequiredService<DemoSetup>();
        return app;
    }

    /// <summary>Configuration, database, projects and tokens without a server: what commands work on.</summary>
    /// <exception cref="ConfigurationException">The configuration has faults; all of them are listed.</exception>
    public static ServiceProvider BuildServices(HostInputs inputs)
    {
        var (sources, reading, masterKeys) = Read(inputs);
        var services = new ServiceCollection();
        services.AddLogging(static logging => logging.AddCommandLogging());
        AddStores(services, inputs, sources, reading, masterKeys);
        return services.BuildServiceProvider();
    }

    private static (ConfigurationInputs Sources, ConfigurationReading Reading, MasterKeys? MasterKeys) Read(HostInputs inputs)
    {
        var sources = inputs.Configuration;
        var reading = ConfigurationReading.Read(sources);
        var faults = new ConfigurationFaults();
        var masterKeys = MasterKeys.Read(inputs.Environment, faults);
        FirstTokens.Check(inputs.Environment, faults);
        if (reading.Faults.Count + faults.Count > 0)
            throw new ConfigurationException([.. reading.Faults, .. faults.All]);
        return (sources, reading with { Options = reading.Options with { DataDirectory = sources.FullPath(reading.Options.DataDirectory) } }, masterKeys);
    }

    private static void AddStores(IServiceCollection services, HostInputs inputs, ConfigurationInputs sources, ConfigurationReading reading, MasterKeys? masterKeys)
    {
        services.AddSingleton(inputs).AddSingleton(inputs.Clock).AddSingleton(inputs.Names);
        services.AddMeters();
        services.AddBridgeStorage(reading.Options);
        services.AddProjects().AddSecrets(reading.Options, masterKeys);
        services.AddProviders(sources, reading).AddStoredProviders();
    }

    private static void AddServing(IServiceCollection services, BridgeOptions options, IReadOnlyDictionary<string, string> environment)
    {
        services.AddHostedService<FirstRun>().AddSingleton<ServerAddress>();
        services.AddRecording(options);
        services.AddRouting().AddIngress();
        services.AddReverseProxy().AddProviderRouting().AddInterception().AddUpstream();
        // YARP brings authorization along, and its presence puts a middleware on every request; who may what is asked by our own stages.
        services.RemoveAll<IAuthorizationHandlerProvider>();
        services.AddRecords().AddManagement().AddChat().AddMcpTools().AddDocs().AddShutdown().AddBridgeTelemetry(environment);
    }

    private static void Map(WebApplication app, BridgeOptions options)
    {
        app.UseMiddleware<StrictHttp>();
        app.UseMetricsListener(options.Telemetry.MetricsListen);
        if (options.BasePath.Length > 0)
            app.UsePathBase(options.BasePath);
        app.UseRouting();
        app.UseMiddleware<SlowAnswers>();
        app.MapManagement();
        app.MapChat();
        app.MapMcpTools();
        app.MapDocs();
        app.MapProviders();
        app.MapFallback(context => UnknownName.WriteAsync(context));
    }

    private static void ConfigureKestrel(KestrelServerOptions kestrel, ServerCertificate? certificate, LimitsOptions limits)
    {
        kestrel.ConfigureEndpointDefaults(listen =>
        {
            ConnectionCutoff.Keep(listen);
            ClientConnection.Keep(listen);
            WatchedConnection.Watch(listen);
        });
        kestrel.ConfigureHttpsDefaults(https => certificate?.Use(https));
        kestrel.AddServerHeader = false;
        // Header bytes pass as they are.
        kestrel.RequestHeaderEncodingSelector = StrictLength.EncodingOf;
        kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;
        kestrel.Limits.MaxConcurrentConnections = limits.Connections > 0 ? limits.Connections : null;
        kestrel.Limits.MaxRequestHeadersTotalSize = 128 * 1024;
        kestrel.Limits.MaxRequestBufferSize = ReadAhead;
        // A slow upload holds room that others could use; a telephone's has ten times as much.
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 2048, gracePeriod: TimeSpan.FromSeconds(15));
        kestrel.Limits.MaxRequestLineSize = 16 * 1024;
        // A paused terminal must not be cut off after seconds.
        kestrel.Limits.MinResponseDataRate = null;
    }
}
