using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using Microsoft.AspNetCore.Http;

namespace AiBridge.IntegrationTests.Upstream;

/// <summary>Somebody sets the wall clock by an hour: nothing that lasts lasts longer, or ends sooner.</summary>
public sealed class ClockTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<char> _calls = new();
    private readonly SettableClock _clock = new();
    private FakeUpstream _upstream = null!;
    private Bridge _bridge = null!;
    private Func<char, RequestDelegate> _answer = null!;
    private string _other = "";
    private int _issued;

    /// <summary>What lasts, how it begins, how it shows, what it shows as long as it lasts, for how many seconds, and what then.</summary>
    private IReadOnlyList<Lasting> All =>
    [
        new("a limit of a key", () => SendAsync(Key1(429, "30")), () => KeysAsync("pool"), "2", 30, "1"),
        new("a caller's refusal", () => SendAsync(Key1(401)), () => KeysAsync("pool"), "2", 60, "1"),
        new("a caller's account error", () => SendAsync(Key1(402)), () => KeysAsync("pool"), "2", 300, "1"),
        new("a refusal for all", () => BothAsync(Key1(401)), () => KeysAsync("pool"), "2", 60, "1"),
        new("an account error for all", () => BothAsync(Key1(402)), () => KeysAsync("pool"), "2", 300, "1"),
        new("an open circuit", () => FailAsync(3), () => CodeAsync("pool"), "circuit_open", 60, "200"),
        new("a request limit", () => CodeAsync("limited"), () => CodeAsync("limited"), "rate_limited", 60, "200"),
        new("a model list", ModelsAsync, ModelsAsync, "cached", 60, "fresh"),
        new("an access token", () => CodeAsync("oauth"), TokenAsync, "1", 120, "2"),
        new("refused writes without a token", () => WritesAsync(61), () => WritesAsync(1), "60", 60, "61"),
    ];

    public static TheoryData<string, int> Settings
    {
        get
        {
            var settings = new TheoryData<string, int>();
            foreach (var lasting in new ClockTests().All)
            {
                settings.Add(lasting.Name, -1);
                settings.Add(lasting.Name, 1);
            }

            return settings;
        }
    }

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _answer = _ => Good;
        _upstream.Always(AnswerAsync);
        var circuit = new { FailureThreshold = 3, BreakSeconds = 60 };
        var oauth = new { TokenUrl = _upstream.Address + "/token", ClientId = "bridge-client", ClientSecret = "client-secret-0123456789" };
        _bridge = await Bridge.StartAsync(
            Pools.Config(
                Pools.Provider(_upstream.Address, "pool", 2, more: new { KeySelection = "primary", MaxRetries = 0, CircuitBreaker = circuit }),
                Pools.Provider(_upstream.Address, "limited", 1, more: new { Limits = new { RequestsPerMinute = 1 } }),
                new Dictionary<string, object> { ["Type"] = "anthropic", ["Name"] = "oauth", ["BaseUrl"] = _upstream.Address, ["Auth"] = "oauth", ["OAuth"] = oauth }),
            clock: _clock);
        _other = await _bridge.TokenAsync();
    }

    public async Task DisposeAsync()
    {
        await _bridge.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task It_lasts_as_long_as_it_should(string name, int hours)
    {
        var lasting = All.Single(one => one.Name == name);
        await lasting.Begin();
        _answer = _ => Good;
        (await lasting.Look()).Should().Be(lasting.During);

        _clock.SetWall(TimeSpan.FromHours(hours));
        (await lasting.Look()).Should().Be(lasting.During, "no time has passed");
        _clock.Advance(TimeSpan.FromSeconds(lasting.Seconds - 1));
        (await lasting.Look()).Should().Be(lasting.During);
        _clock.Advance(TimeSpan.FromSeconds(1));

        (await lasting.Look()).Should().Be(lasting.After, "its time is over");
    }

    [Theory]
    [InlineData(-1, 5, "open")]
    [InlineData(1, 5, "open")]
    [InlineData(-1, 11, "closed")]
    [InlineData(1, 11, "closed")]
    public async Task Failures_count_together_inside_their_window_only(int hours, int seconds, string state)
    {
        await FailAsync(2);
        _clock.SetWall(TimeSpan.FromHours(hours));
        _clock.Advance(TimeSpan.FromSeconds(seconds));

        await FailAsync(1);

        (await _bridge.HealthAsync("pool")).GetProperty("breakers")[0].GetProperty("state").GetString().Should().Be(state);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_date_of_the_vendors_is_a_duration_from_when_it_came(int hours)
    {
        _clock.SetWall(TimeSpan.FromHours(hours));
        await SendAsync(Key1(429, _clock.GetUtcNow().AddSeconds(30).ToString("r", CultureInfo.InvariantCulture)));
        _answer = _ => Good;
        _clock.SetWall(TimeSpan.FromHours(-hours));

        _clock.Advance(TimeSpan.FromSeconds(29));
        (await KeysAsync("pool")).Should().Be("2");
        var key = (await _bridge.HealthAsync("pool")).GetProperty("keys")[0];
        key.GetProperty("until").GetDateTimeOffset().Should().Be(_clock.GetUtcNow().AddSeconds(1), "people are told by the wall clock of now");
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await KeysAsync("pool")).Should().Be("1");
    }

    [Theory]
    [InlineData("retry-after")]
    [InlineData("anthropic-ratelimit-requests-reset")]
    public async Task A_date_of_the_vendors_is_read_by_the_vendors_own_clock_when_the_bridges_is_an_hour_late(string header)
    {
        var vendor = _clock.GetUtcNow();
        _clock.SetWall(TimeSpan.FromHours(-1));
        await SendAsync(key => context =>
        {
            if (key != '1')
                return Good(context);
            context.Response.Headers.Date = vendor.ToString("r", CultureInfo.InvariantCulture);
            context.Response.Headers["anthropic-ratelimit-requests-remaining"] = "0";
            context.Response.Headers[header] = vendor.AddSeconds(30).ToString("r", CultureInfo.InvariantCulture);
            return Answers.Text(Answers.Json, "{}", 429)(context);
        });
        _answer = _ => Good;

        _clock.Advance(TimeSpan.FromSeconds(29));
        (await KeysAsync("pool")).Should().Be("2");
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await KeysAsync("pool")).Should().Be("1");
    }

    private static RequestDelegate Good => Answers.Text(Answers.Json, Traffic.AnthropicAnswer);

    private static Func<char, RequestDelegate> Key1(int status, string? retryAfter = null) => key => context =>
    {
        if (key != '1')
            return Good(context);
        context.Response.Headers.RetryAfter = retryAfter;
        return Answers.Text(Answers.Json, "{}", status)(context);
    };

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path == "/token")
        {
            await Answers.Text(Answers.Json, $$"""{"access_token":"token-{{Interlocked.Increment(ref _issued)}}","expires_in":120}""")(context);
            return;
        }

        if (context.Request.Path == "/v1/models")
        {
            await Answers.Text(Answers.Json, """{"data":[{"id":"m-1"}]}""")(context);
            return;
        }

        var key = context.KeyOf()[^1];
        _calls.Enqueue(key);
        await _answer(key)(context);
    }

    private async Task<string> SendAsync(Func<char, RequestDelegate> answer, string? token = null)
    {
        _answer = answer;
        return await KeysAsync("pool", token);
    }

    private async Task<string> BothAsync(Func<char, RequestDelegate> answer)
    {
        await SendAsync(answer);
        return await SendAsync(answer, _other);
    }

    private async Task<string> FailAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            await SendAsync(_ => context =>
            {
                context.Response.Headers["x-should-retry"] = "false";
                return Answers.Text(Answers.Json, "{}", 503)(context);
            });
        }

        return "";
    }

    /// <summary>The numbers of the keys that a request is made with.</summary>
    private async Task<string> KeysAsync(string provider, string? token = null)
    {
        _calls.Clear();
        (await _bridge.SendAsync(_bridge.Post($"/{provider}/v1/messages", Traffic.AnthropicRequest, token))).Dispose();
        return string.Concat(_calls);
    }

    private Task<string> TokenAsync() => KeysAsync("oauth");

    private async Task<string> CodeAsync(string provider)
    {
        using var response = await _bridge.SendAsync(_bridge.Post($"/{provider}/v1/messages", Traffic.AnthropicRequest));
        return response.Headers.TryGetValues("X-AiBridge-Error", out var code) ? code.Single() : ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
    }

    private async Task<string> ModelsAsync()
    {
        using var response = await _bridge.SendAsync(_bridge.Get("/api/v1/providers/pool/models", _bridge.AdminToken));
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("cached").GetBoolean() ? "cached" : "fresh";
    }

    /// <summary>How many of those made so far are in the audit log.</summary>
    private async Task<string> WritesAsync(int more)
    {
        for (var i = 0; i < more; i++)
            (await _bridge.SendAsync(_bridge.Post("/api/v1/projects", "{}", "aib_nobody"))).Dispose();
        using var response = await _bridge.SendAsync(_bridge.Get("/api/v1/audit?limit=200", _bridge.AdminToken));
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("items").GetArrayLength().ToString(CultureInfo.InvariantCulture);
    }

    private sealed record Lasting(string Name, Func<Task<string>> Begin, Func<Task<string>> Look, string During, int Seconds, string After);

    /// <summary>A clock whose time of day can be set; for <see cref="FakeTimeProvider"/> that moves the time that passes, too.</summary>
    private sealed class SettableClock : FakeTimeProvider
    {
        private readonly Lock _gate = new();
        private long _set;

        public override long GetTimestamp()
        {
            lock (_gate)
                return base.GetTimestamp() - _set;
        }

        /// <summary>Somebody sets the wall clock: no time passes, and no timer falls due.</summary>
        public void SetWall(TimeSpan by)
        {
            lock (_gate)
            {
                _set += by.Ticks;
                AdjustTime(GetUtcNow() + by);
            }
        }
    }
}
