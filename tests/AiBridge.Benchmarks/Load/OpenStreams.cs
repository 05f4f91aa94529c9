namespace AiBridge.Benchmarks.Load;

/// <summary>Streams that have begun and stay open until disposed.</summary>
internal sealed class OpenStreams : IDisposable
{
    private readonly List<KeepAliveConnection> _connections = [];

    public static async Task<OpenStreams> OpenAsync(ProxyTarget target, byte[] request, int count)
    {
        const int AtOnce = 4;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var streams = new OpenStreams();
        for (var i = 0; i < count; i += AtOnce)
            streams._connections.AddRange(await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => OpenOneAsync())));
        return streams;

        async Task<KeepAliveConnection> OpenOneAsync()
        {
            var connection = await KeepAliveConnection.OpenAsync(target.Address, limit.Token);
            await connection.OpenStreamAsync(request, limit.Token);
            return connection;
        }
    }

    public void Dispose() => _connections.ForEach(connection => connection.Dispose());
}
