using AiBridge.Exchanges;
using AiBridge.Protocols;
using AiBridge.Telemetry;

namespace AiBridge.Recording;

/// <summary>
/// What is counted of the interceptions of one provider, model, client and project, and the labels it is counted under: found once for an
/// interception, at its end. Series are made when they are first needed: few of those that there could be ever are.
/// </summary>
internal sealed class InterceptionSeries
{
    private static readonly string[] TokenTypes = ["input", "output", "cache_read", "cache_write"];
    private static readonly int Errors = Enum.GetValues<ErrorClass>().Length + 1;

    private readonly InterceptionMetrics _metrics;
    private readonly SeriesKey _key;
    private readonly KeyValuePair<string, object?>[] _provider;
    private readonly KeyValuePair<string, object?>[] _model;
    private readonly Lock _gate = new();
    private readonly SeriesCounter.Series?[] _ended = new SeriesCounter.Series?[Enum.GetValues<ExchangeStatus>().Length * Errors];
    private readonly SeriesCounter.Series?[] _tokens = new SeriesCounter.Series?[TokenTypes.Length];
    private SeriesCounter.Series? _prompts;

    public InterceptionSeries(InterceptionMetrics metrics, SeriesKey key)
    {
        (_metrics, _key) = (metrics, key);
        _provider = key.Labels();
        _model = metrics.Models.Of(key with { Client = "", Project = "" }, key.Project);
    }

    /// <summary>An interception has ended.</summary>
    public void Closed(Exchange exchange, ExchangeOutcome outcome)
    {
        Ended(outcome);
        if (!string.IsNullOrEmpty(exchange.Request.Prompt) && !exchange.Client.Auxiliary && !exchange.Route.Auxiliary)
            (_prompts ??= _metrics.Prompts.Of(_key with { Model = "", Project = "" }, _key.Project)).Add(1);
        if (exchange.Response is { } response)
            Answered(response, exchange.Caller.ProjectId);
        Time(exchange);
        _metrics.GenAi.Ended(exchange, outcome);
    }

    private void Ended(ExchangeOutcome outcome)
    {
        ref var series = ref _ended[((int)outcome.Status * Errors) + (outcome.Error is { } error ? 1 + (int)error : 0)];
        (Volatile.Read(ref series) ?? Add(ref series, _metrics.Ended, ("status", EnumWord.Of(outcome.Status)), ("error_type", outcome.Error is { } of ? EnumWord.Of(of) : ""))).Add(1);
    }

    private void Answered(ResponseFacts response, string project)
    {
        var usage = response.Usage;
        Count(0, usage.Input);
        Count(1, usage.Output);
        Count(2, usage.CacheRead);
        Count(3, usage.CacheWrite);
        foreach (var tool in response.ToolUses)
            _metrics.CalledTool(_key, tool.Name, project);
    }

    private void Time(Exchange exchange)
    {
        var elapsed = exchange.Elapsed;
        _metrics.Attempts.Record(exchange.Attempts.Count, _provider);
        _metrics.Duration.Record(elapsed.TotalSeconds, _model);
        // A blocking answer comes as a whole: nobody saw a first token.
        if (exchange.TimeToFirstToken is not { } first)
            return;
        _metrics.FirstToken.Record(first.TotalSeconds, _model);
        if (exchange.Response?.Usage.Output is > 1 and var output && elapsed > first)
            _metrics.TokenRate.Record(output / (elapsed - first).TotalSeconds, _model);
    }

    private void Count(int type, long? count)
    {
        if (count is not > 0)
            return;
        ref var series = ref _tokens[type];
        (Volatile.Read(ref series) ?? Add(ref series, _metrics.Tokens, ("token_type", TokenTypes[type]))).Add(count.Value);
    }

    private SeriesCounter.Series Add(ref SeriesCounter.Series? place, SeriesCounter counter, params ReadOnlySpan<(string Name, string? Value)> labels)
    {
        lock (_gate)
        {
            if (place is null)
                Volatile.Write(ref place, counter.New(_key.Labels([("model", _key.Model), ("client", _key.Client), ("project", _key.Project), .. labels])));
            return place!;
        }
    }
}
