using System.Diagnostics;
using System.Net;
using AiBridge.Client;
using AiBridge.Contracts.Ai;
using AiBridge.IntegrationTests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.Client;

/// <summary>Streams and chats against a server whose answer the test holds in its hand.</summary>
public sealed class ClientStreamTests : IAsyncLifetime
{
    private const string Token = "aib_0000000000000000000000000000000000000000000";

    private static readonly ChatRequestDto Question = new() { Messages = [new ChatMessageDto("user", "hello")] };

    private readonly List<IDisposable> _owned = [];
    private FakeUpstream _server = null!;

    public async Task InitializeAsync() => _server = await FakeUpstream.StartAsync();

    public async Task DisposeAsync()
    {
        _owned.ForEach(owned => owned.Dispose());
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("own", "break")]
    [InlineData("own", "cancel")]
    [InlineData("own", "exception")]
    [InlineData("factory", "break")]
    [InlineData("factory", "cancel")]
    [InlineData("caller's", "break")]
    [InlineData("caller's", "exception")]
    public async Task Who_leaves_a_stream_is_gone_at_the_server_within_a_second(string connections, string how)
    {
        var answer = new HeldAnswer(first: "event: delta\ndata: {\"text\":\"a\"}\n\n");
        _server.Expect(answer.AnswerAsync);
        using var cancel = new CancellationTokenSource();

        var leave = async () =>
        {
            await foreach (var part in Client(connections).Ai.StreamAsync(Question, cancel.Token))
            {
                part.Should().Be(new ChatDelta("a"));
                if (how == "break")
                    break;
                if (how == "exception")
                    throw new InvalidOperationException("left");
                await cancel.CancelAsync();
            }
        };
        var since = Stopwatch.StartNew();
        if (how == "break")
            await leave();
        else
            (await leave.Should().ThrowAsync<Exception>()).Which.Should().Match<Exception>(end => end is OperationCanceledException || end.Message == "left");

        await answer.Closed.WaitAsync(RelayedStream.Limit);
        // A handler that reads the rest first takes two seconds.
        since.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(1.5));
    }

    [Theory]
    [InlineData("own")]
    [InlineData("factory")]
    public async Task A_stream_that_is_read_to_its_end_keeps_its_connection(string connections)
    {
        var ports = new HashSet<int>();
        var client = Client(connections);
        for (var i = 0; i < 2; i++)
        {
            _server.Expect(context =>
            {
                ports.Add(context.Connection.RemotePort);
                return Answers.Text(Answers.EventStream, "event: delta\ndata: {\"text\":\"a\"}\n\nevent: done\ndata: {\"finishReason\":\"stop\",\"usage\":null}\n\n")(context);
            });
            (await client.Ai.StreamAsync(Question).ToListAsync()).Should().Equal(new ChatDelta("a"), new ChatDone("stop", null));
        }

        ports.Should().ContainSingle();
    }

    [Theory]
    [InlineData("event: error\ndata: {\"code\":\"upstream_timeout\",\"message\":\"too late\"}\n\n", "upstream_timeout", "too late")]
    [InlineData("event: delta\ndata: {\"text\":\"a\"}\n\n", AiBridgeException.InvalidAnswer, "ended before")]
    [InlineData("event: delta\ndata: {broken\n\n", AiBridgeException.InvalidAnswer, "not one of a bridge")]
    [InlineData("event: done\ndata: null\n\n", AiBridgeException.InvalidAnswer, "not one of a bridge")]
    public async Task A_stream_that_fails_says_how(string body, string code, string message)
    {
        _server.Expect(Answers.EventStream, body);

        var failure = (await FluentActions.Awaiting(() => Client("own").Ai.StreamAsync(Question).ToListAsync().AsTask()).Should().ThrowAsync<AiBridgeException>()).Which;

        failure.Code.Should().Be(code);
        failure.Message.Should().Contain(message);
    }

    [Fact]
    public async Task What_a_newer_bridge_sends_is_kept_as_it_came()
    {
        _server.Expect(Answers.EventStream, "event: thought\ndata: {\"text\":\"hm\"}\n\nevent: done\ndata: {\"finishReason\":\"tired\",\"usage\":null,\"more\":1}\n\n");
        _server.Expect(Answers.EventStream, "event: paused\nid: 7\ndata: {}\n\nevent: gap\ndata: {\"missed\":null}\n\n");

        (await Client("own").Ai.StreamAsync(Question).ToListAsync()).Should().Equal(new ChatOther("thought", """{"text":"hm"}"""), new ChatDone("tired", null));
        (await Client("own").Interceptions.LiveAsync().ToListAsync()).Should().Equal(new LiveOther("7", "paused", "{}"), new LiveGap(null, null));
    }

    [Fact]
    public async Task A_live_connection_that_is_dead_without_a_word_is_noticed()
    {
        var clock = new FakeTimeProvider();
        var answer = new HeldAnswer(first: ":\n\nevent: gap\ndata: {\"missed\":3}\n\n");
        _server.Expect(answer.AnswerAsync);
        using var client = new AiBridgeClient(new AiBridgeClientOptions { BaseAddress = new Uri(_server.Address), Token = Token, Clock = clock });
        await using var live = client.Interceptions.LiveAsync().GetAsyncEnumerator();
        (await live.MoveNextAsync()).Should().BeTrue();

        var next = FluentActions.Awaiting(() => live.MoveNextAsync().AsTask()).Should().ThrowAsync<IOException>();
        await Tests.Eventually.Is(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(50));
            return next.IsCompleted;
        });

        (await next).Which.Message.Should().Contain("45 s");
    }

    [Theory]
    [InlineData("of the builder")]
    [InlineData("of all clients")]
    public async Task A_chat_that_went_out_is_never_repeated_and_under_no_time_limit_whatever_resilience_there_is(string resilience)
    {
        var clock = new FakeTimeProvider();
        var asked = 0;
        var release = new TaskCompletionSource();
        _server.Always(async context =>
        {
            if (Interlocked.Increment(ref asked) == 1)
                await release.Task;
            context.Response.StatusCode = (int)HttpStatusCode.ServiceUnavailable;
        });
        var client = Client("factory", services =>
        {
            services.AddSingleton<TimeProvider>(clock);
            if (resilience == "of all clients")
                services.ConfigureHttpClientDefaults(defaults => defaults.AddStandardResilienceHandler());
            return builder => _ = resilience == "of the builder" ? builder.AddStandardResilienceHandler() : null;
        });

        var chat = FluentActions.Awaiting(() => client.Ai.ChatAsync(Question)).Should().ThrowAsync<AiBridgeException>();
        await Tests.Eventually.Is(() => Volatile.Read(ref asked) == 1);
        clock.Advance(TimeSpan.FromMinutes(10));
        release.SetResult();

        (await chat).Which.Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        asked.Should().Be(1);
        await FluentActions.Awaiting(() => client.Ai.StreamAsync(Question).ToListAsync().AsTask()).Should().ThrowAsync<AiBridgeException>();
        asked.Should().Be(2);
        using var enough = new CancellationTokenSource();
        var usage = client.Usage.GetAsync(cancellation: enough.Token);
        await Tests.Eventually.Is(() =>
        {
            // In small steps: those of a try that is under way count against its time. What can be repeated is.
            clock.Advance(TimeSpan.FromSeconds(0.1));
            return Volatile.Read(ref asked) == 4;
        });
        await enough.CancelAsync();
        await FluentActions.Awaiting(() => usage).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public void No_client_has_a_time_limit()
    {
        _ = Client("factory");
        _owned.OfType<ServiceProvider>().SelectMany(services => new[] { AiBridgeClient.CallsClientName, AiBridgeClient.StreamsClientName }.Select(services.GetRequiredService<IHttpClientFactory>().CreateClient))
            .Should().HaveCount(2).And.OnlyContain(http => http.Timeout == Timeout.InfiniteTimeSpan);
    }

    private AiBridgeClient Client(string connections, Func<IServiceCollection, Action<IHttpClientBuilder>>? more = null)
    {
        if (connections == "factory")
        {
            var services = new ServiceCollection();
            var add = more?.Invoke(services);
            var builder = services.AddAiBridgeClient(options => (options.BaseAddress, options.Token) = (new Uri(_server.Address), Token));
            add?.Invoke(builder);
            var provider = services.BuildServiceProvider();
            _owned.Add(provider);
            return provider.GetRequiredService<AiBridgeClient>();
        }

        var made = new AiBridgeClientOptions { BaseAddress = new Uri(_server.Address), Token = Token };
        var client = connections == "own" ? new AiBridgeClient(made) : new AiBridgeClient(made, new HttpClient());
        _owned.Add(client);
        return client;
    }
}
