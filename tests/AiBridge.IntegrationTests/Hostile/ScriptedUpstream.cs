using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AiBridge.IntegrationTests.Hostile;

/// <summary>An upstream at the socket that keeps its connections, answers each request with what it was asked for, and says more than it was asked when it is told to.</summary>
internal sealed class ScriptedUpstream : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _serving;
    private readonly ConcurrentQueue<Line> _lines = new();

    public ScriptedUpstream()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Address => $"http://{_listener.LocalEndpoint}";

    /// <summary>The connections that were made, in order.</summary>
    public IReadOnlyList<Line> Lines => [.. _lines];

    /// <summary>What follows an answer with the very same bytes.</summary>
    public string Behind { get; set; } = "";

    /// <summary>In chunks instead of with a length.</summary>
    public bool Chunked { get; set; }

    /// <summary>Before an answer is given; with the request's path.</summary>
    public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

    public static string Answer(string text, bool chunked = false) => chunked
        ? $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{text.Length:x}\r\n{text}\r\n0\r\n\r\n"
        : $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {text.Length}\r\n\r\n{text}";

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        foreach (var line in _lines)
            line.Dispose();
        await _serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var line = new Line(await _listener.AcceptSocketAsync());
                _lines.Enqueue(line);
                _ = AnswerAsync(line);
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(Line line)
    {
        while (await line.ReadRequestAsync() is { } path)
        {
            await Before(path);
            await line.SayAsync(Answer($$"""{"asked":"{{path}}"}""", Chunked) + Behind);
        }
    }

    internal sealed class Line(Socket socket) : IDisposable
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The bridge has closed it.</summary>
        public Task Ended => _ended.Task;

        public int Requests { get; private set; }

        public async Task SayAsync(string text) => await socket.SendAsync(Encoding.Latin1.GetBytes(text));

        /// <summary>The path asked for; null at the end.</summary>
        public async Task<string?> ReadRequestAsync()
        {
            var text = new StringBuilder();
            var buffer = new byte[4096];
            try
            {
                while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
                {
                    var read = await socket.ReceiveAsync(buffer);
                    if (read == 0)
                        break;
                    text.Append(Encoding.Latin1.GetString(buffer, 0, read));
                }
            }
            catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
            {
                text.Clear();
            }

            if (text.Length == 0)
            {
                _ended.TrySetResult();
                return null;
            }

            Requests++;
            return text.ToString().Split(' ')[1];
        }

        public void Dispose() => socket.Dispose();
    }
}
