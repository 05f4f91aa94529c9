using AiBridge.Configuration;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Protocol;

namespace AiBridge.Mcp;

/// <summary>The management API for agents, over the Model Context Protocol. It keeps no sessions, so that any process of the bridge can answer any request.</summary>
internal static class McpRegistration
{
    private const string Path = "/mcp";

    /// <summary>Needs the projects, the providers and the records.</summary>
    public static IServiceCollection AddMcpTools(this IServiceCollection services)
    {
        services.AddMcpServer(static server =>
        {
            server.ServerInfo = new Implementation { Name = "AiBridge", Version = ProductVersion.Text };
            server.ServerInstructions = "Manages the AI providers of an AiBridge and tells what was recorded of the calls through it. "
                + "Errors carry a code; of one that is forbidden the text names the permission that the token lacks. Lists are paged: pass nextCursor as cursor.";
        })
        .WithHttpTransport(static transport =>
        {
            transport.SessionMode = HttpServerSessionMode.Stateless;
            transport.ConfigureSessionOptions = static (http, server, _) =>
            {
                var runner = http.RequestServices.GetRequiredService<ToolRunner>();
                server.Handlers.ListToolsHandler = (_, _) => ValueTask.FromResult(runner.List());
                server.Handlers.CallToolHandler = (call, cancellation) => runner.CallAsync(http, call.Params, cancellation);
                return Task.CompletedTask;
            };
        });
        return services.AddSingleton<McpGate>().AddSingleton<ToolCatalog>().AddSingleton<ToolRunner>();
    }

    public static void MapMcpTools(this IEndpointRouteBuilder endpoints)
    {
        var gate = endpoints.ServiceProvider.GetRequiredService<McpGate>();
        endpoints.MapMcp(Path).ExcludeFromDescription().Add(endpoint =>
        {
            var next = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = http => gate.PassAsync(http, next);
        });
        endpoints.Map(Path, http => gate.PassAsync(http, McpGate.RefuseAsync)).ExcludeFromDescription();
    }
}
