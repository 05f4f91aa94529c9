using System.IO.Pipelines;
using AiBridge.Configuration;
using AiBridge.Exchanges;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace AiBridge.Chat.Calls;

/// <summary>One request on the way of all requests, and its answer as it comes. Whoever leaves disposes of it, and that ends the upstream's call.</summary>
internal sealed class ProviderCall : IAsyncDisposable
{
    private const int MostUnread = 64 * 1024;

    /// <summary>Behind an answer's last event its body ends by itself, and its connection can be used again.</summary>
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(1);

    // No AiBridge/…: so the bridge calls itself when it asks about a key.
    private static readonly string UserAgent = $"AiBridge-Chat/{ProductVersion.Text}";

    private readonly InternalCall _call;
    private readonly Pipe _body = new(new PipeOptions(pauseWriterThreshold: MostUnread, resumeWriterThreshold: MostUnread / 2, useSynchronizationContext: false));
    private readonly InnerHead _head = new();
    private readonly InnerLifetime _lifetime = new();
    private readonly CancellationTokenRegistration _left;
    private readonly Task _running;

    /// <param name="pipeline">The endpoint of all providers.</param>
    /// <param name="services">What the stages ask for.</param>
    /// <param name="call">Whom to ask for whom.</param>
    /// <param name="request">JSON.</param>
    /// <param name="accept">What kind of answer is wanted.</param>
    /// <param name="left">Whoever waits for it has left.</param>
    public ProviderCall(Endpoint pipeline, IServiceProvider services, InternalCall call, byte[] request, string accept, CancellationToken left)
    {
        _call = call;
        var context = Context(pipeline, services, request, accept);
        _left = left.UnsafeRegister(static lifetime => ((InnerLifetime)lifetime!).Abort(), _lifetime);
        _running = RunAsync(pipeline.RequestDelegate!, context);
    }

    public InternalCall Call => _call;

    public int Status => _head.StatusCode;

    public IHeaderDictionary Headers => _head.Headers;

    public PipeReader Body => _body.Reader;

    /// <summary>Waits until status and headers are there.</summary>
    public Task BegunAsync(CancellationToken left) => _head.Begun.WaitAsync(left);

    /// <summary>Waits a moment for the end of an answer that has said all it had to say.</summary>
    public async Task EndAsync()
    {
        // The end of a stream takes the machine's time, whatever clock the product was given.
        using var limit = new CancellationTokenSource(LongestEnd, TimeProvider.System);
        try
        {
            for (var read = default(ReadResult); !read.IsCompleted; _body.Reader.AdvanceTo(read.Buffer.End))
                read = await _body.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // Then the connection goes, too.
        }
    }

    public async ValueTask DisposeAsync()
    {
        _lifetime.Abort();
        await _body.Reader.CompleteAsync();
        await _running;
        await _left.DisposeAsync();
        _lifetime.Dispose();
    }

    private DefaultHttpContext Context(Endpoint pipeline, IServiceProvider services, byte[] request, string accept)
    {
        var headers = new HeaderDictionary
        {
            [HeaderNames.ContentType] = "application/json",
            [HeaderNames.ContentLength] = $"{request.Length}",
            [HeaderNames.Accept] = accept,
            [HeaderNames.UserAgent] = UserAgent,
        };
        if (_call.Provider.Type.Family.RequiredHeader is { } required)
            headers[required.Name] = required.Value;
        _call.Set<IHttpRequestFeature>(new HttpRequestFeature
        {
            Method = HttpMethods.Post,
            Scheme = "http",
            Path = _call.Path,
            RawTarget = _call.Path,
            // An unfinished answer is reset, not cut: there is no connection behind it.
            Protocol = HttpProtocol.Http2,
            Headers = headers,
            Body = new MemoryStream(request),
        });
        _call.Set<IHttpRequestBodyDetectionFeature>(new InnerBodyDetection());
        _call.Set<IHttpResponseFeature>(_head);
        _call.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(new InnerBody(_body.Writer, _head.Begin)));
        _call.Set<IHttpRequestLifetimeFeature>(_lifetime);
        _call.Set<IServiceProvidersFeature>(new RequestServicesFeature(null!, null) { RequestServices = services });
        if (System.Diagnostics.Activity.Current is not null)
            _call.Set<IHttpActivityFeature>(new InnerActivity());
        var context = new DefaultHttpContext(_call);
        context.SetEndpoint(pipeline);
        return context;
    }

    private async Task RunAsync(RequestDelegate pipeline, HttpContext context)
    {
        Exception? failure = null;
        try
        {
            await pipeline(context);
        }
        catch (Exception fault)
        {
            // Who reads learns of it.
            failure = _lifetime.RequestAborted.IsCancellationRequested ? null : fault;
        }

        _head.Begin();
        await _body.Writer.CompleteAsync(failure);
    }
}
