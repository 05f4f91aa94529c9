using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Management.Live;

/// <summary>One who reads live events.</summary>
internal sealed class LiveEvents : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly Recorder _body;
    private readonly IAsyncEnumerator<SseItem<string>> _items;
    private readonly CancellationTokenSource _limit = new(RelayedStream.Limit);

    private LiveEvents(HttpResponseMessage response, Stream body)
    {
        _response = response;
        _body = new Recorder(body);
        _items = SseParser.Create(_body).EnumerateAsync(_limit.Token).GetAsyncEnumerator();
    }

    /// <summary>All bytes so far.</summary>
    public string Text => _body.Text;

    /// <summary>The last id that came.</summary>
    public string LastId { get; private set; } = "";

    public static Task<LiveEvents> OpenAsync(Bridge bridge, string? token = null, string query = "", string? lastEventId = null) =>
        OpenAsync(bridge.Client, token ?? bridge.ProjectToken, query, lastEventId);

    public static async Task<LiveEvents> OpenAsync(HttpClient client, string token, string query = "", string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/interceptions/live" + query) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.Should().Be("text/event-stream");
        return new LiveEvents(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The next event; null at the end.</summary>
    public async Task<(string Name, JsonElement Data)?> NextAsync()
    {
        if (!await _items.MoveNextAsync())
            return null;
        LastId = _items.Current.EventId ?? LastId;
        return (_items.Current.EventType, JsonDocument.Parse(_items.Current.Data).RootElement);
    }

    /// <summary>The next event, which must be of that name.</summary>
    public async Task<JsonElement> NextAsync(string name)
    {
        var next = await NextAsync() ?? throw new InvalidOperationException($"the stream ended before {name}");
        next.Name.Should().Be(name, next.Data.GetRawText());
        return next.Data;
    }

    /// <summary>The names of what comes until one of that name, with it.</summary>
    public async Task<string> NamesUntilAsync(string last)
    {
        List<string> names = [];
        while (names.Count == 0 || names[^1] != last)
            names.Add((await NextAsync())!.Value.Name);
        return string.Join(' ', names);
    }

    public async ValueTask DisposeAsync()
    {
        _response.Dispose();
        _body.Dispose();
        _limit.Dispose();
        await Task.CompletedTask;
    }

    private sealed class Recorder(Stream inner) : Stream
    {
        private readonly MemoryStream _seen = new();

        public string Text
        {
            get
            {
                lock (_seen)
                    return Encoding.UTF8.GetString(_seen.ToArray());
            }
        }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            lock (_seen)
                _seen.Write(buffer.Span[..read]);
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing) => inner.Dispose();
    }
}
