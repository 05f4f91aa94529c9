using System.Diagnostics.Metrics;
using AiBridge.Exchanges;
using AiBridge.Protocols;
using AiBridge.Telemetry;

namespace AiBridge.Recording;

/// <summary>
/// The same calls once more, by the names that OpenTelemetry's conventions for GenAI give them (semantic conventions v1.41.0): what other tools have panels for.
/// Their input tokens hold the cached ones, and a provider is its type.
/// </summary>
internal sealed class GenAiMetrics
{
    /// <summary>Combinations of provider type and model that are told apart.</summary>
    private const int MostModels = 1_000;

    /// <summary>Types of providers, with some to spare.</summary>
    private const int MostTypes = 20;

    private readonly MetricLabels _labels;
    private readonly SeriesTable<GenAiLabels> _models = new(MostModels, static key => new GenAiLabels(key));
    private readonly Histogram<double> _tokens;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _firstChunk;

    public GenAiMetrics(BridgeMeter meter, MetricLabels labels)
    {
        _labels = labels;

        // Series: 1,000 combinations of type and model, and for the rest one a type; of each input and output.
        _tokens = meter.Histogram("gen_ai.client.token.usage", "{token}", "Tokens of one call; input with cached ones", 2 * (MostModels + MostTypes), Buckets.GenAiTokens);

        // Series: likewise; of each a good end, and bad ones by their class.
        var ends = Enum.GetValues<ErrorClass>().Length + 1;
        _duration = meter.Histogram("gen_ai.client.operation.duration", "s", "From the request's first byte to the answer's last", ends * (MostModels + MostTypes), Buckets.GenAiSeconds);

        // Series: likewise, one of each.
        _firstChunk = meter.Histogram("gen_ai.client.operation.time_to_first_chunk", "s", "From the request's first byte to the first text, thought or tool input of a streamed answer", MostModels + MostTypes, Buckets.GenAiSeconds);
    }

    /// <summary>A call has ended.</summary>
    public void Ended(Exchange exchange, ExchangeOutcome outcome)
    {
        var labels = _models.Of(new SeriesKey(exchange.Provider.Type.GenAiName, "", _labels.Models.Known(exchange.Request.Model)));
        if (exchange.TimeToFirstToken is { } first)
            _firstChunk.Record(first.TotalSeconds, labels.Call);
        if (exchange.Response?.Usage is { } usage)
        {
            if (usage.InputWithCached is { } input)
                _tokens.Record(input, labels.Input);
            if (usage.Output is { } output)
                _tokens.Record(output, labels.Output);
        }

        _duration.Record(exchange.Elapsed.TotalSeconds, outcome.Error is { } error ? labels.Failed(error) : labels.Call);
    }

    private sealed class GenAiLabels(SeriesKey key)
    {
        private readonly KeyValuePair<string, object?>[]?[] _failed = new KeyValuePair<string, object?>[]?[Enum.GetValues<ErrorClass>().Length];

        public KeyValuePair<string, object?>[] Call { get; } = Of(key);

        public KeyValuePair<string, object?>[] Input { get; } = Of(key, KeyValuePair.Create<string, object?>("gen_ai.token.type", "input"));

        public KeyValuePair<string, object?>[] Output { get; } = Of(key, KeyValuePair.Create<string, object?>("gen_ai.token.type", "output"));

        public KeyValuePair<string, object?>[] Failed(ErrorClass error) => _failed[(int)error] ??= Of(key, KeyValuePair.Create<string, object?>("error.type", EnumWord.Of(error)));

        private static KeyValuePair<string, object?>[] Of(SeriesKey key, params ReadOnlySpan<KeyValuePair<string, object?>> others) =>
            [new("gen_ai.operation.name", "chat"), new("gen_ai.provider.name", key.Provider), new("gen_ai.request.model", key.Model), .. others];
    }
}
