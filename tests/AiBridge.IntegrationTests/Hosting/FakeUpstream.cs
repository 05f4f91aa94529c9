using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AiBridge.IntegrationTests.Hosting;

/// <summary>A strict upstream over loopback: answers the calls it was told to expect, in order; one too many or too few fails the test.</summary>
internal sealed class FakeUpstream : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<RequestDelegate> _expected = new();
    private readonly ConcurrentQueue<ReceivedRequest> _received = new();
    private readonly ConcurrentQueue<ReceivedRequest> _probes = new();
    private readonly ConcurrentQueue<string> _unexpected = new();
    private RequestDelegate? _always;

    private FakeUpstream(WebApplication app) => _app = app;

    /// <summary>Without a trailing slash.</summary>
    public string Address { get; private set; } = "";

    public IReadOnlyList<ReceivedRequest> Received => [.. _received];

    /// <summary>What the bridge asked by itself, about a key; no call that a test expects.</summary>
    public IReadOnlyList<ReceivedRequest> Probes => [.. _probes];

    /// <summary>How that is answered.</summary>
    public RequestDelegate Probe { get; set; } = Answers.Text(Answers.Json, """{"object":"list","data":[]}""");

    /// <param name="http2Certificate">Speaks HTTP/2 with it; null is plain HTTP/1.1.</param>
    /// <param name="port">A certain port; 0 is a free one.</param>
    public static async Task<FakeUpstream> StartAsync(X509Certificate2? http2Certificate = null, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        // What was flushed is on its way, so that a cut behind it takes nothing back.
        builder.WebHost.UseSockets(sockets => sockets.MaxWriteBufferSize = 1);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port, listen =>
            {
                listen.Protocols = http2Certificate is null ? HttpProtocols.Http1 : HttpProtocols.Http2;
                if (http2Certificate is not null)
                    listen.UseHttps(http2Certificate);
            });
        });
        if (http2Certificate is not null)
            builder.WebHost.UseKestrelHttpsConfiguration();
        var app = builder.Build();
        var upstream = new FakeUpstream(app);
        app.Run(upstream.AnswerAsync);
        await app.StartAsync();
        upstream.Address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return upstream;
    }

    /// <summary>Expects one more call, answered like this.</summary>
    public void Expect(RequestDelegate answer) => _expected.Enqueue(answer);

    /// <summary>Expects one more call, whose answer goes on when the test says so.</summary>
    public HeldAnswer ExpectHeld(string contentType = Answers.EventStream, string first = "", int status = 200)
    {
        var held = new HeldAnswer(contentType, first, status);
        Expect(held.AnswerAsync);
        return held;
    }

    /// <summary>Answers any number of calls like this, once the expected ones are used up.</summary>
    public void Always(RequestDelegate answer) => _always = answer;

    public void Expect(string contentType, string body, int status = 200) => Expect(Answers.Text(contentType, body, status));

    /// <summary>Fails when a call came that nobody expected, or an expected one did not come.</summary>
    public void Verify()
    {
        _unexpected.Should().BeEmpty("the upstream must only be called as expected");
        _expected.Should().BeEmpty("every expected upstream call must be made");
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (context.Request.Headers.UserAgent.ToString().StartsWith("AiBridge/", StringComparison.Ordinal))
        {
            context.Items[nameof(ReceivedRequest)] = (Func<Task<ReceivedRequest>>)(() => ReadAsync(context, target, _probes));
            await Probe(context);
            return;
        }

        if (_expected.TryDequeue(out var answer) || (answer = _always) is not null)
        {
            context.Items[nameof(ReceivedRequest)] = (Func<Task<ReceivedRequest>>)(() => ReadAsync(context, target, _received));
            await answer(context);
            return;
        }

        _unexpected.Enqueue($"{context.Request.Method} {target}");
        context.Response.StatusCode = 599;
    }

    private static async Task<ReceivedRequest> ReadAsync(HttpContext context, string target, ConcurrentQueue<ReceivedRequest> queue)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var received = new ReceivedRequest(
            context.Request.Method,
            target,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.ToArray());
        queue.Enqueue(received);
        return received;
    }
}

/// <summary>A request as the upstream saw it.</summary>
internal sealed record ReceivedRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Sha256 => Convert.ToHexString(SHA256.HashData(Body));
}
