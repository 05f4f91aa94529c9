using System.Net;
using System.Text;
using AiBridge.Configuration;
using AiBridge.Contracts.Providers;
using AiBridge.Exchanges;
using AiBridge.Interception;
using AiBridge.Protocols.Families;
using AiBridge.Providers;
using AiBridge.Tests.Interception;
using AiBridge.Tests.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiBridge.Tests.Protocols.Lines;

/// <summary>The product's relay of one response, of a provider type that has a route of the new protocol.</summary>
internal sealed class LineRelay : IDisposable
{
    private static readonly RouteRule Rule = new("/stream/{model}", LineProtocol.Instance);
    private static readonly ProviderType Type = new("lines", "", "http://127.0.0.1:1", OpenAiFamily.Instance, ProviderAuth.None, ByokOnly: false, [Rule]);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly Meters _meters = new();
    private readonly byte[] _buffer = new byte[4096];
    private ObservedStream? _stream;

    public LineRelay(string body = "{}")
    {
        var made = Recording.Exchanges.Make(Clock);
        var sent = BufferBlock.OfPool(body.Length);
        Exchange = new Exchange(made.Id, made.Provider with { Type = Type }, new RouteMatch(Rule, "/stream/model-a", "/stream/model-a"), made.Caller, made.StartedAt, Clock)
        {
            Body = new RequestBody(sent, Encoding.UTF8.GetBytes(body, sent.Memory.Span)),
        };
        Exchange.OnClosed((_, outcome) => Outcome = outcome);
    }

    private ObservationMetrics Metrics => _meters.Observation;

    public FakeTimeProvider Clock { get; } = new();

    public PipedUpstream Upstream { get; } = new();

    public Exchange Exchange { get; }

    /// <summary>Null until the exchange is closed.</summary>
    public ExchangeOutcome? Outcome { get; private set; }

    public Task ReadRequestAsync()
    {
        var context = new DefaultHttpContext();
        context.Features.Set(Exchange);
        return new RequestStage(_ => Task.CompletedTask, new LiveConfiguration(new BridgeOptions()), Metrics).InvokeAsync(context);
    }

    public HttpResponseMessage Response(string contentType = "application/jsonl")
    {
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(Upstream) };
        response.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return response;
    }

    /// <summary>What the client gets by one read.</summary>
    public async Task<string> ReadAsync()
    {
        _stream ??= Observed();
        return Encoding.UTF8.GetString(_buffer, 0, await _stream.ReadAsync(_buffer).AsTask().WaitAsync(Limit));
    }

    public async Task<string> ReadAllAsync()
    {
        var all = new StringBuilder();
        while (await ReadAsync() is { Length: > 0 } read)
            all.Append(read);
        return all.ToString();
    }

    /// <summary>Reads a whole body.</summary>
    public void Observe(string contentType, string body)
    {
        using var observer = ResponseObserver.For(Exchange, Response(contentType));
        observer.Observe(Encoding.UTF8.GetBytes(body));
        observer.End();
    }

    public void Dispose()
    {
        _stream?.Dispose();
        _meters.Dispose();
    }

    private ObservedStream Observed()
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpResponseFeature>(new BegunResponse());
        context.Features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature());
        var watch = new ResponseWatch(Exchange, ResponseObserver.For(Exchange, Response()), 200, contentLength: null, Metrics, NullLogger.Instance);
        return new ObservedStream(new ReadAhead(Upstream, Clock), Exchange, watch, new ClientResponse(context, Exchange, mask: null, seconds: 0, Clock), new StreamShutdown(), Clock);
    }

    private sealed class BegunResponse : HttpResponseFeature
    {
        public override bool HasStarted => true;
    }
}
