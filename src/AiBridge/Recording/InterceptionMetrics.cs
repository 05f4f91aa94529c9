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
    private readonly SeriesTable<InterceptionSeries> _series;
    private readonly SeriesTable<Running> _running;
    private readonly SeriesTable<SeriesCounter.Series> _toolCalls;

    public InterceptionMetrics(BridgeMeter meter, MetricLabels labels, GenAiMetrics genAi)
    {
        (_labels, GenAi) = (labels, genAi);
        _series = new(MostSets, key => new InterceptionSeries(this, key));

        // Series: 3 protocols a provider.
        const int MostInFlight = 4 * BridgeMeter.MostProviders;
        var inFlight = meter.SeriesUpDownCounter("aibridge.interceptions.inflight", "{interception}", "Interceptions that are running", MostInFlight);
        _running = new(MostInFlight, key => new Running(this, inFlight.New(key.Labels(("protocol", key.Client)))));

        // Series: 2,000 combinations of provider, model, client and project with 30 ends each, and for the rest 30 a provider.
        Ended = meter.SeriesCounter("aibridge.interceptions", "{interception}", "Interceptions that have ended", (MostSets + BridgeMeter.MostProviders) * Ends);

        // Series: 2,000 combinations with 4 types each, and for the rest 4 a provider.
        Tokens = meter.SeriesCounter("aibridge.tokens", "{token}", "Tokens as recorded; input leaves cached ones out", (MostSets + BridgeMeter.MostProviders) * 4);

        // Series: 1,000 combinations of provider and model, and for the rest one a provider; each has its buckets.
        Duration = meter.Histogram("aibridge.interceptions.duration", "s", "From the request's first byte to the answer's last", MostModels + BridgeMeter.MostProviders, Buckets.Duration);
        FirstToken = meter.Histogram("aibridge.time_to_first_token", "s", "From the request's first byte to the first text, thought or tool input of a streamed answer", MostModels + BridgeMeter.MostProviders, Buckets.FirstToken);
        TokenRate = meter.Histogram("aibridge.output_tokens_per_second", "", "Output tokens of a streamed answer by the time since the first one", MostModels + BridgeMeter.MostProviders, Buckets.TokenRate);

        // Series: one a provider.
        Attempts = meter.Histogram("aibridge.upstream_attempts", "{attempt}", "Calls of the upstream made for one interception", BridgeMeter.MostProviders, Buckets.Attempts);

        // Series: 2,000 combinations of provider, client and (of tool calls) tool, and for the rest one a provider.
        var prompts = meter.SeriesCounter("aibridge.prompts", "{prompt}", "Interceptions in which a person said something", MostSets + BridgeMeter.MostProviders);
        Prompts = new(MostSets, key => prompts.New(key.Labels(("client", key.Client))));
        var toolCalls = meter.SeriesCounter("aibridge.tool_calls", "{call}", "Tool calls of models", MostSets + BridgeMeter.MostProviders);
        _toolCalls = new(MostSets, key => toolCalls.New(key.Labels(("client", key.Client), ("tool", key.Model))));
    }

    public GenAiMetrics GenAi { get; }

    public SeriesCounter Ended { get; }

    public SeriesCounter Tokens { get; }

    /// <summary>By provider and client.</summary>
    public SeriesTable<SeriesCounter.Series> Prompts { get; }

    /// <summary>The labels of histograms, by provider and model.</summary>
    public SeriesTable<KeyValuePair<string, object?>[]> Models { get; } = new(MostModels, static key => key.Labels(("model", key.Model)));

    public Histogram<double> Duration { get; }

    public Histogram<double> FirstToken { get; }

    public Histogram<double> TokenRate { get; }

    public Histogram<double> Attempts { get; }

    /// <summary>An interception begins; its end is heard by itself.</summary>
    public void Opened(Exchange exchange) =>
        _running.Of(_labels.KeyOf(exchange.Provider) with { Client = exchange.Route.Protocol!.Name }).Opened(exchange);

    /// <summary>A model has called a tool.</summary>
    public void CalledTool(SeriesKey by, string tool, string project) =>
        _toolCalls.Of(new SeriesKey(by.Provider, by.Type, _labels.Tools.Of(tool, project), by.Client), project).Add(1);

    /// <summary>Which model it was counts from its first good answer on: what an upstream refuses may be made up, each time anew.</summary>
    private void Closed(Exchange exchange, ExchangeOutcome outcome)
    {
        var (model, project) = (exchange.Request.Model, exchange.Caller.ProjectId);
        var isGood = outcome.HttpStatus is >= 200 and < 300;
        _series.Of(
            _labels.KeyOf(exchange.Provider) with
            {
                Model = isGood ? _labels.Models.Of(model, project) : _labels.Models.Known(model),
                Client = _labels.Clients.Of(exchange.Client.Name),
                Project = _labels.Projects.Of(project),
            },
            project).Closed(exchange, outcome);
    }

    /// <summary>What runs of one provider and protocol: the same series goes down again, whatever is told apart meanwhile.</summary>
    private sealed class Running
    {
        private readonly InterceptionMetrics _metrics;
        private readonly SeriesCounter.Series _inFlight;
        private readonly Action<Exchange, ExchangeOutcome> _onClosed;

        public Running(InterceptionMetrics metrics, SeriesCounter.Series inFlight) => (_metrics, _inFlight, _onClosed) = (metrics, inFlight, Closed);

        public void Opened(Exchange exchange)
        {
            _inFlight.Add(1);
            exchange.OnClosed(_onClosed);
        }

        private void Closed(Exchange exchange, ExchangeOutcome outcome)
        {
            _inFlight.Add(-1);
            _metrics.Closed(exchange, outcome);
        }
    }
}
