using System.Diagnostics.Metrics;
using AiBridge.Exchanges;
using AiBridge.Protocols;
using AiBridge.Providers;
using AiBridge.Telemetry;

namespace AiBridge.Recording;

/// <summary>Counts interceptions as they begin and end, by what clients chose within bounds.</summary>
internal sealed class InterceptionMetrics
{
    /// <summary>Combinations of provider, model, client and project that are told apart.</summary>
    private const int MostSets = 2_000;

    /// <summary>Combinations of provider and model, in histograms.</summary>
    private const int MostModels = 1_000;

    /// <summary>A completed end, a cancelled one, and failed ones by their class; some of them cancelled too.</summary>
    private static readonly int Ends = Enum.GetValues<ErrorClass>().Length * 2;

    private readonly MetricLabels _labels;
    private readonly GenAiMetrics _genAi;
    private readonly SeriesTable<SeriesCounter.Series> _inFlight;
    private readonly SeriesTable<EndedSeries> _ended;
    private readonly SeriesTable<SeriesCounter.Series> _prompts;
    private readonly SeriesTable<SeriesCounter.Series> _toolCalls;
    private readonly SeriesTable<KeyValuePair<string, object?>[]> _models = new(MostModels, static key => key.Labels(("model", key.Model)));
    private readonly SeriesTable<KeyValuePair<string, object?>[]> _providers = new(BridgeMeter.MostProviders, static key => key.Labels());
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _firstToken;
    private readonly Histogram<double> _tokenRate;
    private readonly Histogram<double> _attempts;
    private readonly Action<Exchange, ExchangeOutcome> _onClosed;

    public InterceptionMetrics(BridgeMeter meter, MetricLabels labels, GenAiMetrics genAi)
    {
        (_labels, _genAi) = (labels, genAi);
        _onClosed = Closed;

        // Series: 3 protocols a provider.
        const int MostInFlight = 4 * BridgeMeter.MostProviders;
        var inFlight = meter.SeriesUpDownCounter("aibridge.interceptions.inflight", "{interception}", "Interceptions that are running", MostInFlight);
        _inFlight = new(MostInFlight, key => inFlight.New(key.Labels(("protocol", key.Client))));

        // Series: 2,000 combinations of provider, model, client and project with 30 ends each, and for the rest 30 a provider;
        // of tokens with 4 types each, and for the rest 4 a provider.
        var ended = meter.SeriesCounter("aibridge.interceptions", "{interception}", "Interceptions that have ended", (MostSets + BridgeMeter.MostProviders) * Ends);
        var tokens = meter.SeriesCounter("aibridge.tokens", "{token}", "Tokens as recorded; input leaves cached ones out", (MostSets + BridgeMeter.MostProviders) * 4);
        _ended = new(MostSets, key => new EndedSeries(key, ended, tokens));

        // Series: 2,000 combinations of provider, client and (of tool calls) tool, and for the rest one a provider.
        var prompts = meter.SeriesCounter("aibridge.prompts", "{prompt}", "Interceptions in which a person said something", MostSets + BridgeMeter.MostProviders);
        _prompts = new(MostSets, key => prompts.New(key.Labels(("client", key.Client))));
        var toolCalls = meter.SeriesCounter("aibridge.tool_calls", "{call}", "Tool calls of models", MostSets + BridgeMeter.MostProviders);
        _toolCalls = new(MostSets, key => toolCalls.New(key.Labels(("client", key.Client), ("tool", key.Model))));

        // Series: 1,000 combinations of provider and model, and for the rest one a provider; each has its buckets.
        _duration = meter.Histogram("aibridge.interceptions.duration", "s", "From the request's first byte to the answer's last", MostModels + BridgeMeter.MostProviders, Buckets.Duration);
        _firstToken = meter.Histogram("aibridge.time_to_first_token", "s", "From the request's first byte to the first text, thought or tool input of a streamed answer", MostModels + BridgeMeter.MostProviders, Buckets.FirstToken);
        _tokenRate = meter.Histogram("aibridge.output_tokens_per_second", "", "Output tokens of a streamed answer by the time since the first one", MostModels + BridgeMeter.MostProviders, Buckets.TokenRate);

        // Series: one a provider.
        _attempts = meter.Histogram("aibridge.upstream_attempts", "{attempt}", "Calls of the upstream made for one interception", BridgeMeter.MostProviders, Buckets.Attempts);
    }

    /// <summary>An interception begins; its end is heard by itself.</summary>
    public void Opened(Exchange exchange)
    {
        InFlight(exchange).Add(1);
        exchange.OnClosed(_onClosed);
    }

    private void Closed(Exchange exchange, ExchangeOutcome outcome)
    {
        InFlight(exchange).Add(-1);
        var provider = _labels.KeyOf(exchange.Provider);
        var model = _labels.Models.Of(exchange.Request.Model);
        var client = _labels.Clients.Of(exchange.Client.Name);
        var series = _ended.Of(provider with { Model = model, Client = client, Project = _labels.Projects.Of(exchange.Caller.ProjectId) });
        series.Ended(outcome);
        if (exchange.Response is { } response)
            series.Used(response.Usage);
        Time(exchange, provider, model);
        CountContent(exchange, provider with { Client = client });
        _genAi.Ended(exchange, outcome);
    }

    private void Time(Exchange exchange, SeriesKey provider, string model)
    {
        _attempts.Record(exchange.Attempts.Count, _providers.Of(provider));
        var labels = _models.Of(provider with { Model = model });
        var elapsed = exchange.Elapsed;
        _duration.Record(elapsed.TotalSeconds, labels);
        // A blocking answer comes as a whole: nobody saw a first token.
        if (exchange.TimeToFirstToken is not { } first)
            return;
        _firstToken.Record(first.TotalSeconds, labels);
        if (exchange.Response?.Usage.Output is > 1 and var output && elapsed > first)
            _tokenRate.Record(output / (elapsed - first).TotalSeconds, labels);
    }

    private void CountContent(Exchange exchange, SeriesKey provider)
    {
        if (!string.IsNullOrEmpty(exchange.Request.Prompt) && !exchange.Client.Auxiliary && !exchange.Route.Auxiliary)
            _prompts.Of(provider).Add(1);
        if (exchange.Response is not { Calls.Count: > 0 } response)
            return;
        foreach (var tool in response.Calls.EndedNames())
            _toolCalls.Of(provider with { Model = _labels.Tools.Of(tool) }).Add(1);
    }

    private SeriesCounter.Series InFlight(Exchange exchange) => _inFlight.Of(_labels.KeyOf(exchange.Provider) with { Client = exchange.Route.Protocol!.Name });
}
