using System.Globalization;
using System.Text.RegularExpressions;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Telemetry;

/// <summary>One reading of <c>/metrics</c>, as Prometheus takes it.</summary>
internal sealed partial class Scrape
{
    private readonly List<(string Name, IReadOnlyDictionary<string, string> Labels, double Value)> _samples = [];

    private Scrape(string text)
    {
        Text = text;
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#'))
        {
            var parts = Sample().Match(line);
            parts.Success.Should().BeTrue(line);
            var labels = Label().Matches(parts.Groups["labels"].Value).ToDictionary(label => label.Groups[1].Value, label => label.Groups[2].Value);
            _samples.Add((parts.Groups["name"].Value, labels, double.Parse(parts.Groups["value"].Value, CultureInfo.InvariantCulture)));
        }
    }

    public string Text { get; }

    public int Series => _samples.Count;

    public IEnumerable<string> Names => _samples.Select(sample => sample.Name).Distinct();

    public static async Task<Scrape> OfAsync(Bridge bridge)
    {
        using var response = await bridge.SendAsync(bridge.Get("/metrics", bridge.AdminToken));
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.Should().BeTrue(text);
        return new Scrape(text);
    }

    public static Scrape Of(string text) => new(text);

    /// <summary>The sum of the samples with that name and those labels; null when there is none.</summary>
    /// <param name="name">Whole.</param>
    /// <param name="labels"><c>name=value</c>, separated by blanks.</param>
    public double? Sum(string name, string labels = "")
    {
        var wanted = labels.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(label => label.Split('=', 2)).ToList();
        var values = _samples
            .Where(sample => sample.Name == name && wanted.All(label => sample.Labels.GetValueOrDefault(label[0], "") == label[1].Replace('_', ' ') || sample.Labels.GetValueOrDefault(label[0], "") == label[1]))
            .Select(sample => sample.Value)
            .ToList();
        return values.Count == 0 ? null : values.Sum();
    }

    /// <summary>Upper bounds of a histogram's buckets, in order.</summary>
    public IEnumerable<string> Bounds(string histogram) => _samples.Where(sample => sample.Name == histogram + "_bucket").Select(sample => sample.Labels["le"]).Distinct();

    /// <summary>Different values of a label.</summary>
    public IReadOnlySet<string> ValuesOf(string label) => _samples.Select(sample => sample.Labels.GetValueOrDefault(label, "")).Where(value => value.Length > 0).ToHashSet();

    public int SeriesOf(string name) => _samples.Count(sample => sample.Name == name);

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>.*)\})? (?<value>\S+)( \d+)?$""")]
    private static partial Regex Sample();

    [GeneratedRegex("""([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"(?:,|$)""")]
    private static partial Regex Label();
}
