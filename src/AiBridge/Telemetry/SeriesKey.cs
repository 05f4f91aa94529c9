namespace AiBridge.Telemetry;

/// <summary>What one series is told apart by; empty where an instrument has no such label.</summary>
internal readonly record struct SeriesKey(string Provider, string Type, string Model = "", string Client = "", string Project = "")
{
    /// <summary>The series of the provider's that takes all beyond the bound.</summary>
    public SeriesKey Rest => new(Provider, Type, Beyond(Model), Beyond(Client), Beyond(Project));

    /// <summary>The labels of the provider, and others behind them.</summary>
    public KeyValuePair<string, object?>[] Labels(params ReadOnlySpan<(string Name, string? Value)> others)
    {
        var labels = new KeyValuePair<string, object?>[2 + others.Length];
        (labels[0], labels[1]) = (new(MetricLabels.ProviderName, Provider), new(MetricLabels.ProviderType, Type));
        for (var i = 0; i < others.Length; i++)
            labels[2 + i] = new(others[i].Name, others[i].Value);
        return labels;
    }

    private static string Beyond(string value) => value.Length == 0 ? "" : LabelValues.Other;
}
