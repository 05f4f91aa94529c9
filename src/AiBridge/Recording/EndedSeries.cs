using AiBridge.Exchanges;
using AiBridge.Protocols;
using AiBridge.Telemetry;

namespace AiBridge.Recording;

/// <summary>What is counted of the interceptions of one provider, model, client and project. Series are made when they are first needed: few of those that there could be ever are.</summary>
internal sealed class EndedSeries(SeriesKey key, SeriesCounter ended, SeriesCounter tokens)
{
    private static readonly string[] TokenTypes = ["input", "output", "cache_read", "cache_write"];
    private static readonly int Errors = Enum.GetValues<ErrorClass>().Length + 1;

    private readonly Lock _gate = new();
    private readonly SeriesCounter.Series?[] _ended = new SeriesCounter.Series?[Enum.GetValues<ExchangeStatus>().Length * Errors];
    private readonly SeriesCounter.Series?[] _tokens = new SeriesCounter.Series?[TokenTypes.Length];

    public void Ended(ExchangeOutcome outcome)
    {
        ref var series = ref _ended[((int)outcome.Status * Errors) + (outcome.Error is { } error ? 1 + (int)error : 0)];
        (Volatile.Read(ref series) ?? Add(ref series, ended, ("status", EnumWord.Of(outcome.Status)), ("error_type", outcome.Error is { } of ? EnumWord.Of(of) : ""))).Add(1);
    }

    public void Used(TokenUsage usage)
    {
        Count(0, usage.Input);
        Count(1, usage.Output);
        Count(2, usage.CacheRead);
        Count(3, usage.CacheWrite);
    }

    private void Count(int type, long? count)
    {
        if (count is not > 0)
            return;
        ref var series = ref _tokens[type];
        (Volatile.Read(ref series) ?? Add(ref series, tokens, ("token_type", TokenTypes[type]))).Add(count.Value);
    }

    private SeriesCounter.Series Add(ref SeriesCounter.Series? place, SeriesCounter counter, params ReadOnlySpan<(string Name, string? Value)> labels)
    {
        lock (_gate)
        {
            if (place is null)
                Volatile.Write(ref place, counter.New(key.Labels([("model", key.Model), ("client", key.Client), ("project", key.Project), .. labels])));
            return place!;
        }
    }
}
