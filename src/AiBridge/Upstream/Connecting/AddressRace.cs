using System.Net;
using System.Net.Sockets;

namespace AiBridge.Upstream.Connecting;

/// <summary>
/// Connects to one of a host's addresses (RFC 8305): IPv6 and IPv4 by turns, the next after a quarter of a second or at once when
/// one fails, all of them on the way together; the first to connect is taken. An address that swallows packets costs no more.
/// </summary>
internal sealed class AddressRace(TimeProvider clock)
{
    private static readonly TimeSpan Stagger = TimeSpan.FromMilliseconds(250);

    /// <param name="addresses">At least one; the preferred first.</param>
    /// <param name="port">The same for all.</param>
    /// <param name="cancellation">Ends all attempts.</param>
    /// <exception cref="SocketException">All failed; the last one's.</exception>
    public async Task<Socket> ConnectAsync(IReadOnlyList<IPAddress> addresses, int port, CancellationToken cancellation)
    {
        if (addresses.Count == 1)
            return await ConnectAsync(addresses[0], port, cancellation);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var waiting = new Queue<IPAddress>(Interleave(addresses));
        var running = new List<Task<Socket>>(addresses.Count);
        try
        {
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                if (waiting.TryDequeue(out var next))
                    running.Add(ConnectAsync(next, port, over.Token));
                if (await EndedAsync(running, waiting.Count > 0, over.Token) is not { } ended)
                    continue;
                if (ended.IsCompletedSuccessfully || running.Count + waiting.Count == 1)
                {
                    running.Remove(ended);
                    return await ended;
                }

                running.Remove(ended);
                Forget(ended);
            }
        }
        finally
        {
            await over.CancelAsync();
            running.ForEach(Forget);
        }
    }

    /// <summary>Preferred first, then of the families alternately, as far as both reach.</summary>
    internal static IEnumerable<IPAddress> Interleave(IReadOnlyList<IPAddress> addresses)
    {
        var first = addresses.Where(address => address.AddressFamily == addresses[0].AddressFamily).ToArray();
        var second = addresses.Where(address => address.AddressFamily != addresses[0].AddressFamily).ToArray();
        for (var i = 0; i < Math.Max(first.Length, second.Length); i++)
        {
            if (i < first.Length)
                yield return first[i];
            if (i < second.Length)
                yield return second[i];
        }
    }

    /// <summary>An attempt that has ended; null when it is the next address's stagger first.</summary>
    private async Task<Task<Socket>?> EndedAsync(List<Task<Socket>> running, bool more, CancellationToken over)
    {
        if (!more)
            return await Task.WhenAny(running);
        using var stagger = CancellationTokenSource.CreateLinkedTokenSource(over);
        var ended = await Task.WhenAny([.. running, Task.Delay(Stagger, clock, stagger.Token)]) as Task<Socket>;
        await stagger.CancelAsync();
#pragma warning disable MA0100 // It has ended, and uses nothing of what is disposed here.
        return ended;
#pragma warning restore MA0100
    }

    private static async Task<Socket> ConnectAsync(IPAddress address, int port, CancellationToken cancellation)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, port, cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void Forget(Task<Socket> loser) => _ = loser.ContinueWith(
        static lost =>
        {
            // Reading the fault marks it as seen.
            if (lost.Exception is null && !lost.IsCanceled)
                lost.Result.Dispose();
        },
        CancellationToken.None,
        TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);
}
