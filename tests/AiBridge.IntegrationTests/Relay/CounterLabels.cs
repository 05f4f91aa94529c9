using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using AiBridge.IntegrationTests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.Relay;

/// <summary>Hears what a bridge counts.</summary>
internal static class CounterLabels
{
    /// <summary>Puts the first label of each count into the queue, until it is disposed.</summary>
    public static MeterListener Listen(Bridge bridge, string counter, ConcurrentQueue<object?> labels)
    {
        // Other bridges of this process have counters of the same name.
        var meters = bridge.Services.GetRequiredService<IMeterFactory>();
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == counter && instrument.Meter.Scope == meters)
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => labels.Enqueue(tags[0].Value));
        listener.Start();
        return listener;
    }
}
