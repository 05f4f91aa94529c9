using AiBridge.Configuration;
using AiBridge.Exchanges;
using AiBridge.Providers;
using Microsoft.AspNetCore.Http.Features;

namespace AiBridge.Routing;

/// <summary>Step 1: is the name known, is it a probe, is it an upgrade. All of it comes before authentication.</summary>
internal sealed class ArrivalStage(RequestDelegate next, ProviderRegistry providers, LiveConfiguration configuration)
{
    private readonly string _basePath = configuration.Current.BasePath;

    public Task InvokeAsync(HttpContext context)
    {
        var arrival = Read(context);
        if (arrival is null)
            return UnknownName.WriteAsync(context);
        if (RawTarget.HasControl(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget))
            return ErrorResponse.WriteAsync(context, arrival.Family, BridgeError.InvalidRequest("the request target holds a space or a control character"));
        var types = providers.Current.TypesOf(arrival.ProviderName);
        if (HttpMethods.IsHead(context.Request.Method) && types.Any(type => IsClientBase(type, arrival.Path)))
            return Task.CompletedTask;
        if (IsWebSocketUpgrade(context.Request) && types.Any(type => IsPostRoute(type, arrival.Path)))
            return ErrorResponse.WriteAsync(context, arrival.Family, BridgeError.WebSocket);
        context.Features.Set(arrival);
        return next(context);
    }

    private Arrival? Read(HttpContext context)
    {
        var target = RawTarget.Parse(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        if (!target.TrySplit(_basePath, out var nameSpan, out var path))
            return null;
        var name = nameSpan.ToString();
        return providers.Current.TypesOf(name).Count == 0
            ? null
            : new Arrival(name, path.ToString(), target.Query.ToString()) { Family = ProviderTypes.FamilyOf(providers.Find(name)?.Type, path) };
    }

    private static bool IsClientBase(ProviderType type, string path) =>
        path is "" or "/" || (type.ClientBase.Length > 0 && (path == type.ClientBase || path == type.ClientBase + "/"));

    private static bool IsPostRoute(ProviderType type, string path)
    {
        if (!path.StartsWith(type.ClientBase, StringComparison.Ordinal))
            return false;
        foreach (var rule in type.Routes)
        {
            if (rule.Bridged && rule.Matches(path.AsSpan(type.ClientBase.Length)))
                return true;
        }

        return false;
    }

    // Java's HTTP client offers "Upgrade: h2c" on every plain request and goes on with HTTP/1.1; only WebSocket is refused.
    private static bool IsWebSocketUpgrade(HttpRequest request) =>
        request.Headers.Upgrade.ToString().Contains("websocket", StringComparison.OrdinalIgnoreCase)
        || (HttpMethods.IsConnect(request.Method) && request.HttpContext.Features.Get<IHttpExtendedConnectFeature>()?.Protocol == "websocket");
}
