using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace AiBridge.Routing.Refusals;

/// <summary>A connection that watches whatever transport is put upon it: only the uppermost, above TLS, carries requests that can be read.</summary>
internal sealed class WatchedConnection : ConnectionContext
{
    private readonly ConnectionContext _connection;

    private WatchedConnection(ConnectionContext connection)
    {
        _connection = connection;
        Transport = connection.Transport;
    }

    public override IDuplexPipe Transport
    {
        get => _connection.Transport;
        set
        {
            // Who put another one upon it gives the former back at the end.
            var watched = value as WatchedTransport ?? new WatchedTransport(value);
            _connection.Transport = watched;
            Features.Set(watched);
        }
    }

    public override string ConnectionId
    {
        get => _connection.ConnectionId;
        set => _connection.ConnectionId = value;
    }

    public override IFeatureCollection Features => _connection.Features;

    public override IDictionary<object, object?> Items
    {
        get => _connection.Items;
        set => _connection.Items = value;
    }

    public override CancellationToken ConnectionClosed
    {
        get => _connection.ConnectionClosed;
        set => _connection.ConnectionClosed = value;
    }

    public override EndPoint? LocalEndPoint
    {
        get => _connection.LocalEndPoint;
        set => _connection.LocalEndPoint = value;
    }

    public override EndPoint? RemoteEndPoint
    {
        get => _connection.RemoteEndPoint;
        set => _connection.RemoteEndPoint = value;
    }

    /// <summary>Runs before TLS is put upon the connection.</summary>
    public static void Watch(ListenOptions listen) => listen.Use(next => connection => next(new WatchedConnection(connection)));

    public override void Abort() => _connection.Abort();

    public override void Abort(ConnectionAbortedException abortReason) => _connection.Abort(abortReason);

    public override ValueTask DisposeAsync() => _connection.DisposeAsync();
}
