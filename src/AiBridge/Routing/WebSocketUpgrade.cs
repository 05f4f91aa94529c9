using Microsoft.AspNetCore.Http.Features;

namespace AiBridge.Routing;

/// <summary>Whether a request asks for a WebSocket. Java's HTTP client offers <c>Upgrade: h2c</c> on every plain request and goes on with HTTP/1.1; that is none.</summary>
internal static class WebSocketUpgrade
{
    private const string WebSocket = "websocket";

    public static bool IsAsked(HttpRequest request) =>
        request.Headers.Upgrade.ToString().Contains(WebSocket, StringComparison.OrdinalIgnoreCase)
        || (HttpMethods.IsConnect(request.Method) && request.HttpContext.Features.Get<IHttpExtendedConnectFeature>()?.Protocol == WebSocket);
}
