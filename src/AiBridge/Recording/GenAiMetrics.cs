using System.Diagnostics;
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
    private readonly LabelSets _models = new(MostModels);
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
        var type = exchange.Provider.Type.GenAiName;
        var model = _labels.Models.Of(exchange.Request.Model);
        var labels = new TagList
        {
            { "gen_ai.operation.name", "chat" },
            { "gen_ai.provider.name", type },
            { "gen_ai.request.model", _models.Admits(type, model, "", "") ? model : LabelValues.Other },
        };
        if (exchange.TimeToFirstToken is { } first)
            _firstChunk.Record(first.TotalSeconds, labels);
        if (exchange.Response?.Usage is { } usage)
        {
            Count("input", usage.InputWithCached, labels);
            Count("output", usage.Output, labels);
        }

        if (outcome.Error is { } error)
            labels.Add("error.type", EnumWord.Of(error));
        _duration.Record(exchange.Elapsed.TotalSeconds, labels);
    }

    private void Count(string type, long? tokens, TagList labels)
    {
        if (tokens is not { } count)
            return;
        labels.Add("gen_ai.token.type", type);
        _tokens.Record(count, labels);
    }
}
