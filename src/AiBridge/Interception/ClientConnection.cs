using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace AiBridge.Interception;

/// <summary>A connection at its lowest, below TLS: only there does an end reach the other side.</summary>
internal sealed class ClientConnection(ConnectionContext connection, IDuplexPipe lowest)
{
    /// <summary>Cancelled when the system has taken all that was sent, or the other side has gone.</summary>
    public CancellationToken Closed => connection.ConnectionClosed;

    /// <summary>Keeps the connection where its requests find it. Runs before TLS is put upon it.</summary>
    public static void Keep(ListenOptions listen) => listen.Use(next => connection =>
    {
        connection.Features.Set(new ClientConnection(connection, connection.Transport));
        return next(connection);
    });

    /// <summary>Ends the sending behind what was handed out. A TLS client is told that it is the end, so that it does not take it for an attack.</summary>
    public async Task EndAsync()
    {
        try
        {
            await connection.Transport.Output.CompleteAsync().ConfigureAwait(false);
            if (connection.Features.Get<ISslStreamFeature>() is { } tls)
                await tls.SslStream.ShutdownAsync().ConfigureAwait(false);
            await lowest.Output.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException or OperationCanceledException)
        {
            // The connection ended before.
        }
    }

    /// <summary>Resets the connection; what the other side has not read by then may be lost.</summary>
    public void Reset() => connection.Features.Get<IConnectionSocketFeature>()?.Socket.Close(timeout: 0);
}
