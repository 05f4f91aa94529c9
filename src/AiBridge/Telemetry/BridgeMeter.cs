using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace AiBridge.Telemetry;

/// <summary>
/// Makes the product's instruments. Each says how many series (different sets of labels) it can have at most; that is its limit in
/// the SDK too, which would otherwise put what comes after 2,000 into one series without labels.
/// </summary>
internal sealed class BridgeMeter(IMeterFactory meters)
{
    public const string Name = "AiBridge";

    /// <summary>Server-wide providers that are told apart in every metric. Only administrators make them; more overflow, for which there is an alert.</summary>
    public const int MostProviders = 1_000;

    private readonly Meter _meter = meters.Create(Name);
    private readonly ConcurrentDictionary<string, InstrumentShape> _shapes = new(StringComparer.Ordinal);

    /// <summary>What the SDK must know of an instrument; null for one of a library, no series for one of another bridge in this process: the SDK hears meters by name alone.</summary>
    public InstrumentShape? ShapeOf(Instrument instrument)
    {
        if (instrument.Meter.Name != Name)
            return null;
        return instrument.Meter == _meter ? _shapes.GetValueOrDefault(instrument.Name) : InstrumentShape.None;
    }

    /// <param name="name">Dotted, without unit or <c>total</c>: exporters add those.</param>
    /// <param name="unit">UCUM.</param>
    /// <param name="description">One sentence.</param>
    /// <param name="series">How many there can be at most.</param>
    public Counter<long> Counter(string name, string unit, string description, int series) =>
        _meter.CreateCounter<long>(Shaped(name, new InstrumentShape(series)), unit, description);

    /// <summary>The same for what happens with each request.</summary>
    /// <inheritdoc cref="Counter"/>
    public SeriesCounter SeriesCounter(string name, string unit, string description, int series)
    {
        var counter = new SeriesCounter();
        _meter.CreateObservableCounter(Shaped(name, new InstrumentShape(series)), counter.Observe, unit, description);
        return counter;
    }

    /// <summary>The same for what goes up and down.</summary>
    /// <inheritdoc cref="Counter"/>
    public SeriesCounter SeriesUpDownCounter(string name, string unit, string description, int series)
    {
        var counter = new SeriesCounter();
        _meter.CreateObservableUpDownCounter(Shaped(name, new InstrumentShape(series)), counter.Observe, unit, description);
        return counter;
    }

    /// <inheritdoc cref="Counter"/>
    public Histogram<double> Histogram(string name, string unit, string description, int series, double[] boundaries) =>
        _meter.CreateHistogram<double>(Shaped(name, new InstrumentShape(series, boundaries)), unit, description);

    /// <summary>Looked up by each collection.</summary>
    public void Gauge(string name, string? unit, string description, int series, Func<IEnumerable<Measurement<double>>> observe) =>
        _meter.CreateObservableGauge(Shaped(name, new InstrumentShape(series)), observe, unit, description);

    private string Shaped(string name, InstrumentShape shape)
    {
        _shapes[name] = shape;
        return name;
    }
}

/// <param name="Series">How many there can be at most.</param>
/// <param name="Boundaries">Upper bounds of a histogram's buckets; null for other instruments.</param>
internal sealed record InstrumentShape(int Series, double[]? Boundaries = null)
{
    public static InstrumentShape None { get; } = new(0);
}
