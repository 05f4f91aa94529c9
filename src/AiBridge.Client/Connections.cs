namespace AiBridge.Client;

internal static class Connections
{
    public static SocketsHttpHandler NewHandler()
    {
        var handler = new SocketsHttpHandler();
        Set(handler);
        return handler;
    }

    /// <summary>Who leaves a stream means it: to save the connection, its rest would be read for up to two seconds first, and the bridge would know as late. Redirects would take the token elsewhere.</summary>
    public static void Set(SocketsHttpHandler handler)
    {
        handler.ResponseDrainTimeout = TimeSpan.Zero;
        handler.MaxResponseDrainSize = 0;
        handler.AllowAutoRedirect = false;
        handler.UseCookies = false;
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
    }
}
