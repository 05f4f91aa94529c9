using System.Net;
using Microsoft.AspNetCore.Connections;

namespace AiBridge.Ingress.Listening;

/// <summary>One address: what fails there is tried again after a pause, and whether the server still asks for connections can be seen.</summary>
internal sealed class LastingListener(IConnectionListener listener, Hearing hearing) : IConnectionListener
{
    private volatile bool _isEnding;
    private volatile bool _isAsked;
    private long _handedOut;

    public EndPoint EndPoint => listener.EndPoint;

    /// <summary>Connections that the server has been given.</summary>
    public long HandedOut => Interlocked.Read(ref _handedOut);

    /// <summary>The server has a connection and does not ask for the next one: for a moment that is so with each of them.</summary>
    public bool IsLeft => !_isAsked && !_isEnding && HandedOut > 0;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        _isAsked = true;
        try
        {
            for (var failures = 0; ; failures++)
            {
                if (await TryAcceptAsync(failures, cancellationToken) is { IsOver: true } end)
                    return end.Connection;
            }
        }
        finally
        {
            Interlocked.Increment(ref _handedOut);
            _isAsked = false;
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _isEnding = true;
        return listener.UnbindAsync(cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _isEnding = true;
        return listener.DisposeAsync();
    }

    private async ValueTask<(bool IsOver, ConnectionContext? Connection)> TryAcceptAsync(int failures, CancellationToken cancellation)
    {
        try
        {
            var connection = await listener.AcceptAsync(cancellation);
            if (connection is null && !_isEnding)
                hearing.Lost(EndPoint, "its socket was closed");
            else if (failures > 0)
                hearing.Recovered(EndPoint);
            return (true, connection);
        }
        catch (Exception failure) when (!_isEnding && !cancellation.IsCancellationRequested && failures < Hearing.MostFailures)
        {
            await PauseAsync(failure, failures, cancellation);
            return (false, null);
        }
        catch (Exception failure) when (!_isEnding && !cancellation.IsCancellationRequested)
        {
            hearing.Lost(EndPoint, failure.Message);
            throw;
        }
    }

    private async ValueTask PauseAsync(Exception failure, int failures, CancellationToken cancellation)
    {
        try
        {
            await hearing.FailedAsync(EndPoint, failure, failures, cancellation);
        }
        catch (OutOfMemoryException)
        {
            // Not even memory to wait: others run meanwhile, and may free some.
            await Task.Yield();
        }
    }
}
