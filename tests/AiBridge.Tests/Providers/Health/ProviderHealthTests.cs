using AiBridge.Contracts.Providers;
using AiBridge.Protocols;
using AiBridge.Providers;
using AiBridge.Providers.Health;
using AiBridge.Secrets;
using AiBridge.Tests.Telemetry;

namespace AiBridge.Tests.Providers.Health;

public sealed class ProviderHealthTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ProviderRegistry _registry = new();
    private readonly Meters _meters = new();
    private readonly ProviderHealth _health;

    public ProviderHealthTests() => _health = new ProviderHealth(_registry, _meters.Health, _clock);

    public void Dispose()
    {
        _health.Dispose();
        _meters.Dispose();
    }

    [Fact]
    public void A_reload_keeps_the_state_of_keys_that_stay_wherever_they_stand_now()
    {
        var before = Replace(Provider(["key-number-one", "key-number-two"]));
        _health.KeysOf(before).Keys[0].Limited("m", TimeSpan.FromMinutes(5));
        _health.KeysOf(before).Keys[1].Limited("m", TimeSpan.FromMinutes(5));

        var after = Replace(Provider(["key-number-new", "key-number-one"]));

        States(after).Should().Equal(KeyStatus.Valid, KeyStatus.CoolingDown);
        _health.KeysOf(before).Keys[0].Should().BeSameAs(_health.KeysOf(after).Keys[1], "a request from before the reload works on the same state");
    }

    [Fact]
    public void A_change_of_the_provider_lets_a_rejected_key_prove_itself_at_once()
    {
        var before = Replace(Provider(["key-number-one", "key-number-two"]));
        var key = _health.KeysOf(before).Keys[0];
        Reject(key);
        States(before).Should().Equal(KeyStatus.Rejected, KeyStatus.Valid);

        var after = Replace(Provider(["key-number-one", "key-number-two"]) with { AllowByok = false });

        States(after).Should().Equal([KeyStatus.Rejected, KeyStatus.Valid], "nobody has tried it yet");
        (key.TryTake("tok_1", "m"), key.TryTake("tok_2", "m")).Should().Be((true, false), "only one call decides");
        key.Accepted("tok_1", _clock.GetTimestamp(), served: true);
        States(after).Should().Equal(KeyStatus.Valid, KeyStatus.Valid);
    }

    [Fact]
    public void A_key_that_left_comes_back_with_a_clean_sheet()
    {
        var first = Replace(Provider(["key-number-one", "key-number-two"]));
        Reject(_health.KeysOf(first).Keys[0]);
        Replace(Provider(["key-number-two", "key-number-new"]));

        var again = Replace(Provider(["key-number-one", "key-number-two"]));

        States(again).Should().Equal(KeyStatus.Valid, KeyStatus.Valid);
    }

    [Theory]
    [InlineData("other", "https://upstream.test")]
    [InlineData("pool", "https://elsewhere.test")]
    public void The_same_key_at_another_provider_or_upstream_is_another(string name, string baseUrl)
    {
        var first = Replace(Provider(["key-number-one", "key-number-two"]));
        Reject(_health.KeysOf(first).Keys[0]);

        var moved = Replace(Provider(["key-number-one", "key-number-two"], name) with { BaseUrl = baseUrl });

        States(moved).Should().Equal(KeyStatus.Valid, KeyStatus.Valid);
    }

    [Fact]
    public void An_only_key_is_told_as_valid_whatever_was_known_of_it()
    {
        var first = Replace(Provider(["key-number-one", "key-number-two"]));
        Reject(_health.KeysOf(first).Keys[0]);

        States(Replace(Provider(["key-number-one"]))).Should().Equal(KeyStatus.Valid);
    }

    [Fact]
    public async Task Circuits_outlive_a_reload_unless_their_settings_or_their_upstream_changed()
    {
        var first = Replace(Provider([]));
        await OpenAsync(first, "m");

        Circuit(Replace(Provider([]) with { AllowByok = false }), "m").Standing.Should().Be(CircuitStatus.Open);
        Circuit(Replace(Provider([]) with { BaseUrl = "https://elsewhere.test" }), "m").Standing.Should().Be(CircuitStatus.Closed);
        Circuit(Replace(Provider([])), "m").Standing.Should().Be(CircuitStatus.Closed, "the upstream was gone in between");
        await OpenAsync(first, "m");
        var changed = Provider([]) with { Options = new ProviderOptions { CircuitBreaker = new CircuitBreakerOptions { Break = TimeSpan.FromSeconds(31) } } };
        Circuit(Replace(changed), "m").Standing.Should().Be(CircuitStatus.Closed);
    }

    [Fact]
    public async Task Ten_thousand_model_names_do_not_fill_the_memory_and_the_latest_are_known()
    {
        var provider = Replace(Provider([]));
        for (var i = 0; i < 10_000; i++)
        {
            Circuit(provider, $"model-{i}");
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            if (i == 5_000)
                await OpenAsync(provider, "kept");
            if (i > 5_000)
                Circuit(provider, "kept");
        }

        var known = _health.Circuits.Report(provider);

        known.Should().HaveCountLessThanOrEqualTo(CircuitBreakers.Capacity).And.HaveCountGreaterThan(CircuitBreakers.Capacity / 2);
        known.Select(circuit => circuit.Model).Should().Contain(["model-9999", "kept"]).And.NotContain("model-0");
        known.Single(circuit => circuit.Model == "kept").State.Should().Be(CircuitStatus.Open);
    }

    [Fact]
    public void The_last_error_goes_with_its_provider()
    {
        var provider = Replace(Provider([]));
        _health.Failed(provider, ErrorClass.Overloaded, _clock.GetUtcNow());
        _health.LastErrorOf(provider).Should().Be(new LastError(ErrorClass.Overloaded, _clock.GetUtcNow()));

        _registry.ReplaceConfigured([]);
        _health.Failed(provider, ErrorClass.Overloaded, _clock.GetUtcNow());

        _health.LastErrorOf(provider).Should().BeNull();
    }

    private static ProviderInstance Provider(string[] keys, string name = "pool") => new()
    {
        Name = name,
        QualifiedName = name,
        ClusterId = name,
        Type = ProviderTypes.Find("custom")!,
        DisplayName = name,
        Enabled = true,
        BaseUrl = "https://upstream.test",
        Auth = ProviderAuth.ApiKey,
        Keys = [.. keys.Select(key => new Secret(key))],
        AllowByok = true,
        Options = new ProviderOptions(),
    };

    private ProviderInstance Replace(ProviderInstance provider)
    {
        _registry.ReplaceConfigured([provider]);
        return provider;
    }

    private IEnumerable<KeyStatus> States(ProviderInstance provider) => _health.KeysOf(provider).Report().Select(key => key.State);

    private void Reject(KeyState key)
    {
        foreach (var caller in (string[])["tok_1", "tok_2"])
            key.Failed(caller, KeyFault.Refused, _clock.GetTimestamp(), words: null);

        key.IsRejected.Should().BeTrue();
    }

    private CircuitBreaker Circuit(ProviderInstance provider, string model) => _health.Circuits.Of(CircuitKey.Of(provider, KnownProtocol.OpenAiChat.Wire(), model), "prj_a");

    private async Task OpenAsync(ProviderInstance provider, string model)
    {
        for (var i = 0; i < provider.Options.CircuitBreaker.FailureThreshold; i++)
            await Circuit(provider, model).TryCallAsync(static _ => ValueTask.FromResult(CallHealth.Failed), 0, "tok_1");
        Circuit(provider, model).Standing.Should().Be(CircuitStatus.Open);
    }
}
