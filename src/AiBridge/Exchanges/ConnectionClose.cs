namespace AiBridge.Exchanges;

/// <summary>Tells a client of HTTP/1 that this connection takes no other request. HTTP/2 has no such header, and its other streams go on.</summary>
internal static class ConnectionClose
{
    public static void Announce(HttpContext context)
    {
        if (!HttpProtocol.IsHttp2(context.Request.Protocol))
            context.Response.Headers.Connection = "close";
    }
}
