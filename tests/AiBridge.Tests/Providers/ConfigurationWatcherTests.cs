using AiBridge.Configuration;
using AiBridge.Providers;
using AiBridge.Telemetry;
using AiBridge.Tests.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AiBridge.Tests.Providers;

public sealed class ConfigurationWatcherTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ConfigurationFolder _folder = new ConfigurationFolder().Write(ConfigurationFolder.Shipped, """{ "Providers": [ { "Type": "openai" } ] }""");
    private readonly FakeTimeProvider _clock = new();
    private ServiceProvider? _services;

    public async Task InitializeAsync()
    {
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(_clock)
            .AddMeters()
            .AddProviders(_folder.Inputs, ConfigurationReading.ReadOrThrow(_folder.Inputs))
            .BuildServiceProvider(validateScopes: true);
        await Watcher.StartAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await Watcher.StopAsync(CancellationToken.None);
        await _services!.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public void The_configuration_read_at_the_start_is_in_force() =>
        _services!.GetRequiredService<ProviderRegistry>().Find("openai").Should().NotBeNull();

    [Fact]
    public async Task A_change_takes_effect_within_a_second_and_the_watching_goes_on()
    {
        await ChangeAndWait("groq");
        await ChangeAndWait("xai");
    }

    [Fact]
    public async Task A_subscriber_that_fails_does_not_end_the_watching()
    {
        var failing = new TaskCompletionSource();
        Action<BridgeOptions> fail = _ =>
        {
            failing.TrySetResult();
            throw new InvalidOperationException("not today");
        };
        var live = _services!.GetRequiredService<LiveConfiguration>();
        live.Changed += fail;
        _folder.Write(ConfigurationFolder.Shipped, "{}");
        _clock.Advance(TimeSpan.FromSeconds(1));
        await failing.Task.WaitAsync(Patience);
        live.Changed -= fail;

        await ChangeAndWait("groq");
    }

    [Fact]
    public async Task Stopping_ends_the_watching_without_a_fault()
    {
        await ChangeAndWait("groq");

        await Watcher.StopAsync(CancellationToken.None);

        ((BackgroundService)Watcher).ExecuteTask!.IsCompletedSuccessfully.Should().BeTrue();
    }

    private IHostedService Watcher => _services!.GetServices<IHostedService>().OfType<ConfigurationWatcher>().Single();

    private async Task ChangeAndWait(string type)
    {
        var registry = _services!.GetRequiredService<ProviderRegistry>();
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        registry.Changed += () => changed.TrySetResult();
        _folder.Write(ConfigurationFolder.Shipped, $$"""{ "Providers": [ { "Type": "{{type}}" } ] }""");
        _clock.Advance(TimeSpan.FromSeconds(1));
        await changed.Task.WaitAsync(Patience);
        registry.All.Should().ContainSingle().Which.Name.Should().Be(type);
    }
}
