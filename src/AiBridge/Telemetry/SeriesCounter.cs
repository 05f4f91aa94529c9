using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace AiBridge.Telemetry;

/// <summary>A counter for what happens with each request: who adds keeps the series, where an instrument of the SDK looks for it by its labels each time.</summary>
internal sealed class SeriesCounter
{
    private readonly ConcurrentQueue<Series> _series = new();

    /// <summary>A new series; one for each combination of labels.</summary>
    public Series New(params KeyValuePair<string, object?>[] labels)
    {
        var series = new Series(labels);
        _series.Enqueue(series);
        return series;
    }

    /// <summary>For each collection.</summary>
    public IEnumerable<Measurement<long>> Observe() => _series.Select(series => new Measurement<long>(series.Value, series.Labels));

    internal sealed class Series(KeyValuePair<string, object?>[] labels)
    {
        private long _value;

        public KeyValuePair<string, object?>[] Labels => labels;

        public long Value => Interlocked.Read(ref _value);

        public void Add(long count) => Interlocked.Add(ref _value, count);
    }
}
