using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AiBridge.IntegrationTests.Hosting;

/// <summary>An upstream at the socket: answers every request with the very bytes it was given, and closes.</summary>
internal sealed class RawUpstream : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _answer;
    private readonly Task _serving;

    /// <param name="answer">Status line, headers and body, in Latin-1.</param>
    public RawUpstream(string answer)
    {
        _answer = Encoding.Latin1.GetBytes(answer);
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Address => $"http://{_listener.LocalEndpoint}";

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await using var wire = client.GetStream();
                await ReadRequestAsync(wire);
                await wire.WriteAsync(_answer);
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException or IOException)
        {
            // The test is over.
        }
    }

    private static async Task ReadRequestAsync(Stream wire)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (Missing(text.ToString()) > 0)
        {
            var read = await wire.ReadAsync(buffer);
            if (read == 0)
                return;
            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
    }

    /// <summary>Bytes still to come; 1 while the head is not whole.</summary>
    private static int Missing(string request)
    {
        const string Length = "content-length:";
        var body = request.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        if (body < 4)
            return 1;
        var at = request.IndexOf(Length, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return 0;
        var value = request[(at + Length.Length)..request.IndexOf("\r\n", at, StringComparison.Ordinal)];
        return body + int.Parse(value, CultureInfo.InvariantCulture) - request.Length;
    }
}
