using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace AiBridge.Shutdown;

/// <summary>
/// Ends the connections that outlast a shutdown. The server alone waits for one on which half a request has come (a port
/// check, a refused body that is still being sent) until the host's whole time is up, and the journal's last flush has none.
/// </summary>
internal static class ConnectionCutoff
{
    public static void Keep(ListenOptions listen)
    {
        var draining = listen.ApplicationServices.GetRequiredService<Draining>();
        listen.Use(next => async connection =>
        {
            await using var end = draining.Connections.UnsafeRegister(static connection => ((ConnectionContext)connection!).Abort(), connection);
            await next(connection);
        });
    }
}
