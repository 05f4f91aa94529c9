using AiBridge.IntegrationTests.Hosting;
using AiBridge.Tests;
using Microsoft.AspNetCore.Http;

namespace AiBridge.IntegrationTests.Upstream;

/// <summary>Anybody can ask for what takes too long: it costs the one who asks.</summary>
public sealed class CallerTimeoutTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new();
    private FakeUpstream _upstream = null!;
    private Bridge _bridge = null!;
    private volatile TaskCompletionSource _asked = new();
    private bool _begins;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _upstream.Always(HangAsync);
        var more = new { MaxRetries = 0, Timeouts = new { FirstByteSeconds = 0.2, SilenceSeconds = 0.2 }, CircuitBreaker = new { FailureThreshold = 3, FailureRatio = 0.1, SamplingSeconds = 3600, BreakSeconds = 60 } };
        _bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(_upstream.Address, "pool", 1, more: more)), clock: _clock);
    }

    public async Task DisposeAsync()
    {
        await _bridge.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_callers_open_no_circuit_and_as_many_callers_as_the_threshold_do(bool begins)
    {
        _begins = begins;
        var own = await _bridge.TokenAsync();
        for (var i = 0; i < 6; i++)
            await TimeOutAsync(own);
        (await StateAsync()).Should().Be("closed");

        for (var i = 0; i < 2; i++)
            await TimeOutAsync(await _bridge.TokenAsync());

        (await StateAsync()).Should().Be("open", "with the first they are three callers");
    }

    [Fact]
    public async Task A_slow_call_does_not_keep_everybody_from_an_upstream_that_is_well_again()
    {
        for (var i = 0; i < 3; i++)
            _upstream.Expect(Answers.Json, "{}", 503);
        for (var i = 0; i < 3; i++)
            (await _bridge.SendAsync(Request(_bridge.ProjectToken))).Dispose();
        (await StateAsync()).Should().Be("open");
        _clock.Advance(TimeSpan.FromSeconds(60));

        await TimeOutAsync(await _bridge.TokenAsync());

        _upstream.Expect(Answers.Json, Traffic.AnthropicAnswer);
        using var response = await _bridge.SendAsync(Request(_bridge.ProjectToken));
        ((int)response.StatusCode).Should().Be(200);
        (await StateAsync()).Should().Be("closed");
    }

    private async Task HangAsync(HttpContext context)
    {
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        context.RequestAborted.Register(() => left.TrySetResult());
        await context.ReadAsync();
        if (_begins)
        {
            context.Response.ContentType = Answers.EventStream;
            await context.Response.WriteAsync(Traffic.AnthropicStream[..^60]);
            await context.Response.Body.FlushAsync();
        }

        _asked.TrySetResult();
        await left.Task;
    }

    private async Task TimeOutAsync(string token)
    {
        _asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var call = _bridge.SendAsync(Request(token));
        await _asked.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await Eventually.Is(() =>
        {
            _clock.Advance(TimeSpan.FromSeconds(0.2));
            return call.IsCompleted;
        });
        // How it ends for the client is no matter here: where the clock steps between a half event and the silence behind it, it is a cut.
        await call.ContinueWith(static over => over.IsCompletedSuccessfully ? over.Result : null, TaskScheduler.Default);
    }

    private HttpRequestMessage Request(string token) => _bridge.Post("/pool/v1/messages", Traffic.AnthropicRequest, token);

    private async Task<string?> StateAsync() => (await _bridge.HealthAsync("pool")).GetProperty("breakers")[0].GetProperty("state").GetString();
}
