using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace AiBridge.IntegrationTests.Hostile;

/// <summary>An upstream at the socket that keeps its connections, answers each request with what it was asked for, and says more than it was asked when it is told to.</summary>
internal sealed class ScriptedUpstream : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _serving;
    private readonly ConcurrentQueue<Line> _lines = new();

    public ScriptedUpstream()
    {
        // A large body does not fit between the two.
        _listener.Server.ReceiveBufferSize = 64 * 1024;
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

    /// <summary>Whether it answers when it has read a request.</summary>
    public bool Answers { get; set; } = true;

    /// <summary>Before an answer is given; with the request's path.</summary>
    public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>When a request's head has come, before its body is read; with the connection and the path.</summary>
    public Func<Line, string, Task> AtHead { get; set; } = (_, _) => Task.CompletedTask;

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
        while (await line.ReadRequestAsync((on, path) => AtHead(on, path)) is { } path)
        {
            await Before(path);
            if (Answers)
                await line.SayAsync(Answer($$"""{"asked":"{{path}}"}""", Chunked) + Behind);
        }
    }

    internal sealed class Line(Socket socket) : IDisposable
    {
        private readonly byte[] _buffer = new byte[64 * 1024];
        private string _read = "";
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The bridge has closed it.</summary>
        public Task Ended => _ended.Task;

        public int Requests { get; private set; }

        public async Task SayAsync(string text) => await socket.SendAsync(Encoding.Latin1.GetBytes(text));

        /// <summary>The path asked for; null at the end.</summary>
        public async Task<string?> ReadRequestAsync(Func<Line, string, Task> atHead)
        {
            try
            {
                if (await ReadHeadAsync() is not { } head)
                {
                    _ended.TrySetResult();
                    return null;
                }

                Requests++;
                var path = head.Split(' ')[1];
                await atHead(this, path);
                await ReadBodyAsync(head);
                return path;
            }
            catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
            {
                _ended.TrySetResult();
                return null;
            }
        }

        private async Task<string?> ReadHeadAsync()
        {
            while (_read.IndexOf("\r\n\r\n", StringComparison.Ordinal) < 0)
            {
                var read = await socket.ReceiveAsync(_buffer);
                if (read == 0)
                    return null;
                _read += Encoding.Latin1.GetString(_buffer, 0, read);
            }

            var end = _read.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
            var head = _read[..end];
            _read = _read[end..];
            return head;
        }

        private async Task ReadBodyAsync(string head)
        {
            var length = Regex.Match(head, @"\r\nContent-Length: (\d+)\r\n") is { Success: true } found ? int.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
            var left = length - _read.Length;
            _read = "";
            while (left > 0)
            {
                var read = await socket.ReceiveAsync(_buffer);
                if (read == 0)
                    return;
                left -= read;
            }
        }

        public void Dispose() => socket.Dispose();
    }
}
