using System.Collections.Concurrent;
using System.Text;
using AiBridge.Client;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Projects;
using AiBridge.Storage.Rows;
using Microsoft.AspNetCore.Http;

namespace AiBridge.IntegrationTests.Client;

/// <summary>A server with one of everything, and clients of those who may and of those who may not.</summary>
public sealed class ClientFixture : IAsyncLifetime
{
    private readonly List<AiBridgeClient> _clients = [];
    private FakeUpstream _upstream = null!;

    internal Bridge Bridge { get; private set; } = null!;

    /// <summary>Who may do everything.</summary>
    internal AiBridgeClient Admin { get; private set; } = null!;

    /// <summary>Who may nothing but use the bridge.</summary>
    internal AiBridgeClient Powerless { get; private set; } = null!;

    /// <summary>Whose token is none.</summary>
    internal AiBridgeClient Nobody { get; private set; } = null!;

    internal InterceptionRow Recorded { get; } = Management.Recorded.Row(session: "s/1");

    /// <summary>Method and path of each request that went out.</summary>
    internal ConcurrentQueue<string> Sent { get; } = [];

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _upstream.Always(AnswerAsync);
        Bridge = await Bridge.StartAsync(Config.For(_upstream, new { Network = new { AllowPrivateNetwork = true }, Ai = new { Model = "claude-test" } }));
        await Management.Recorded.AddAsync(Bridge, Recorded);
        Admin = ClientOf(Bridge.AdminToken);
        Powerless = ClientOf(await Bridge.TokenAsync(ProjectStore.DefaultId, "bridge:Invoke"));
        Nobody = ClientOf("aib_" + new string('x', 43));
    }

    public async Task DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await Bridge.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    /// <summary>With whatever is sent noted.</summary>
    internal AiBridgeClient ClientOf(string token)
    {
        var client = new AiBridgeClient(new AiBridgeClientOptions { BaseAddress = new Uri(Bridge.Address), Token = token }, new HttpClient(new Noting(Sent)) { Timeout = Timeout.InfiniteTimeSpan });
        _clients.Add(client);
        return client;
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        var request = await context.ReadAsync();
        var streamed = Encoding.UTF8.GetString(request.Body).Contains("\"stream\":true", StringComparison.Ordinal);
        context.Response.ContentType = streamed ? Answers.EventStream : Answers.Json;
        await context.Response.WriteAsync(request.Method == "GET" ? """{"data":[{"id":"m-1","type":"model"}],"has_more":false}""" : streamed ? Traffic.AnthropicStream : Traffic.AnthropicAnswer);
    }

    private sealed class Noting(ConcurrentQueue<string> sent) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            sent.Enqueue($"{request.Method} {request.RequestUri!.AbsolutePath}");
            return base.SendAsync(request, cancellationToken);
        }
    }
}
