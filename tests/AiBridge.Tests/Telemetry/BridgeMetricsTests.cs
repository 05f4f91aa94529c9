using System.Diagnostics.Metrics;
using AiBridge.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.Tests.Telemetry;

public sealed class BridgeMetricsTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().AddSingleton<BridgeMetrics>().BuildServiceProvider();
    private readonly MeterListener _listener = new();
    private readonly List<string> _counted = [];

    public BridgeMetricsTests()
    {
        var meters = _services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, self) =>
        {
            // Other tests of this process have meters of the same name.
            if (instrument.Meter.Scope == meters)
                self.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            _counted.Add(string.Join(' ', [instrument.Name, $"{value}", .. tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}")])));
        _listener.Start();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void Names_that_projects_choose_are_no_labels()
    {
        Metrics.PassedThrough("work", "openai", ofProject: false);
        Metrics.PassedThrough("ada-s-own", "openai", ofProject: true);

        _counted.Should().Equal("aibridge.passthrough.requests 1 provider=work", "aibridge.passthrough.requests 1 provider=openai");
    }

    [Fact]
    public void Each_event_is_one_more_under_its_own_name()
    {
        Metrics.NotObserved("request_undecodable");
        Metrics.NotRecorded();
        Metrics.JournalFailed();
        Metrics.RecordsDamaged(3);
        Metrics.RecordRejected();

        _counted.Should().Equal(
            "aibridge.observation.incomplete 1 reason=request_undecodable", "aibridge.recording.unrecorded 1",
            "aibridge.recording.journal.failures 1", "aibridge.recording.journal.damaged 3", "aibridge.recording.rejected 1");
    }

    private BridgeMetrics Metrics => _services.GetRequiredService<BridgeMetrics>();
}
