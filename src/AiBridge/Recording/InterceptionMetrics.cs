using System.Diagnostics;
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
    private readonly LabelSets _sets = new(MostSets);
    private readonly LabelSets _models = new(MostModels);
    private readonly LabelSets _tools = new(MostSets);
    private readonly Counter<long> _ended;
    private readonly UpDownCounter<long> _inFlight;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _firstToken;
    private readonly Histogram<double> _tokenRate;
    private readonly Histogram<double> _attempts;
    private readonly Counter<long> _tokens;
    private readonly Counter<long> _prompts;
    private readonly Counter<long> _toolCalls;
    private readonly Action<Exchange, ExchangeOutcome> _onClosed;

    public InterceptionMetrics(BridgeMeter meter, MetricLabels labels, GenAiMetrics genAi)
    {
        (_labels, _genAi) = (labels, genAi);
        _onClosed = Closed;

        // Series: 2,000 combinations of provider, model, client and project with 30 ends each, and for the rest 30 a provider.
        _ended = meter.Counter("aibridge.interceptions", "{interception}", "Interceptions that have ended", (MostSets + BridgeMeter.MostProviders) * Ends);

        // Series: 3 protocols a provider.
        _inFlight = meter.UpDownCounter("aibridge.interceptions.inflight", "{interception}", "Interceptions that are running", 4 * BridgeMeter.MostProviders);

        // Series: 1,000 combinations of provider and model, and for the rest one a provider; each has its buckets.
        _duration = meter.Histogram("aibridge.interceptions.duration", "s", "From the request's first byte to the answer's last", MostModels + BridgeMeter.MostProviders, Buckets.Duration);
        _firstToken = meter.Histogram("aibridge.time_to_first_token", "s", "From the request's first byte to the first text, thought or tool input of a streamed answer", MostModels + BridgeMeter.MostProviders, Buckets.FirstToken);
        _tokenRate = meter.Histogram("aibridge.output_tokens_per_second", "", "Output tokens of a streamed answer by the time since the first one", MostModels + BridgeMeter.MostProviders, Buckets.TokenRate);

        // Series: one a provider.
        _attempts = meter.Histogram("aibridge.upstream_attempts", "{attempt}", "Calls of the upstream made for one interception", BridgeMeter.MostProviders, Buckets.Attempts);

        // Series: 2,000 combinations with 4 types each, and for the rest 4 a provider.
        _tokens = meter.Counter("aibridge.tokens", "{token}", "Tokens as recorded; input leaves cached ones out", (MostSets + BridgeMeter.MostProviders) * 4);

        // Series: 2,000 combinations of provider, client and (of tool calls) tool, and for the rest one a provider.
        _prompts = meter.Counter("aibridge.prompts", "{prompt}", "Interceptions in which a person said something", MostSets + BridgeMeter.MostProviders);
        _toolCalls = meter.Counter("aibridge.tool_calls", "{call}", "Tool calls of models", MostSets + BridgeMeter.MostProviders);
    }

    /// <summary>An interception begins; its end is heard by itself.</summary>
    public void Opened(Exchange exchange)
    {
        _inFlight.Add(1, InFlight(exchange));
        exchange.OnClosed(_onClosed);
    }

    private void Closed(Exchange exchange, ExchangeOutcome outcome)
    {
        _inFlight.Add(-1, InFlight(exchange));
        var provider = _labels.NameOf(exchange.Provider);
        var (model, client, project) = (_labels.Models.Of(exchange.Request.Model), _labels.Clients.Of(exchange.Client.Name), _labels.Projects.Of(exchange.Caller.ProjectId));
        if (!_sets.Admits(provider, model, client, project))
            (model, client, project) = (LabelValues.Other, LabelValues.Other, LabelValues.Other);
        var labels = _labels.Of(exchange.Provider);
        labels.Add("model", model);
        labels.Add("client", client);
        labels.Add("project", project);
        CountTokens(exchange, labels);
        labels.Add("status", EnumWord.Of(outcome.Status));
        labels.Add("error_type", outcome.Error is { } error ? EnumWord.Of(error) : "");
        _ended.Add(1, labels);
        Time(exchange, provider);
        CountContent(exchange, provider, client);
        _genAi.Ended(exchange, outcome);
    }

    private void CountTokens(Exchange exchange, TagList labels)
    {
        if (exchange.Response?.Usage is not { } usage)
            return;
        Add("input", usage.Input, labels);
        Add("output", usage.Output, labels);
        Add("cache_read", usage.CacheRead, labels);
        Add("cache_write", usage.CacheWrite, labels);

        void Add(string type, long? count, TagList labels)
        {
            if (count is not > 0)
                return;
            labels.Add("token_type", type);
            _tokens.Add(count.Value, labels);
        }
    }

    private void Time(Exchange exchange, string provider)
    {
        var model = _labels.Models.Of(exchange.Request.Model);
        if (!_models.Admits(provider, model, "", ""))
            model = LabelValues.Other;
        var labels = _labels.Of(exchange.Provider);
        _attempts.Record(exchange.Attempts.Count, labels);
        labels.Add("model", model);
        var elapsed = exchange.Elapsed;
        _duration.Record(elapsed.TotalSeconds, labels);
        // A blocking answer comes as a whole: nobody saw a first token.
        if (exchange.TimeToFirstToken is not { } first)
            return;
        _firstToken.Record(first.TotalSeconds, labels);
        if (exchange.Response?.Usage.Output is > 1 and var output && elapsed > first)
            _tokenRate.Record(output / (elapsed - first).TotalSeconds, labels);
    }

    private void CountContent(Exchange exchange, string provider, string client)
    {
        var labels = _labels.Of(exchange.Provider);
        labels.Add("client", client);
        if (!string.IsNullOrEmpty(exchange.Request.Prompt) && !exchange.Client.Auxiliary && !exchange.Route.Auxiliary)
            _prompts.Add(1, labels);
        if (exchange.Response is not { ToolUses.Count: > 0 } response)
            return;
        foreach (var tool in response.ToolUses)
        {
            var name = _labels.Tools.Of(tool.Name);
            if (!_tools.Admits(provider, name, client, ""))
                name = LabelValues.Other;
            var ofTool = labels;
            ofTool.Add("tool", name);
            _toolCalls.Add(1, ofTool);
        }
    }

    private TagList InFlight(Exchange exchange)
    {
        var labels = _labels.Of(exchange.Provider);
        labels.Add("protocol", exchange.Route.Protocol?.Name);
        return labels;
    }
}
