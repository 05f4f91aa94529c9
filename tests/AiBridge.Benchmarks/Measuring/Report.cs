using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace AiBridge.Benchmarks.Measuring;

/// <summary>The figures as Markdown.</summary>
internal sealed class Report(Plan plan)
{
    public List<CpuResult> Cpu { get; } = [];

    public List<LatencyResult> Latency { get; } = [];

    public List<MemoryResult> Memory { get; } = [];

    public override string ToString()
    {
        var text = new StringBuilder();
        Line(text, $"{Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, everything on loopback on one machine; {Plan.Connections} connections where nothing else is said, {plan.Rounds} rounds of each proxy in turn, medians.");
        if (plan.Against.Length == 0)
            Line(text, $"Bare is YARP's direct forwarding with default transforms; AiBridge records every request in its journal and SQLite, and the database writer's work is in its figures.");
        WriteCpu(text);
        if (Latency.Count > 0)
            WriteLatency(text);
        if (Memory.Count > 0)
            WriteMemory(text);
        return text.ToString();
    }

    private void WriteCpu(StringBuilder text)
    {
        Line(text, $"\n| request | CPU µs {plan.Beside} | CPU µs AiBridge | ratio | target | allocated KB {plan.Beside} | allocated KB AiBridge | req/s {plan.Beside} | req/s AiBridge |");
        Line(text, $"|---|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var (load, bare, bridge, ratio) in Cpu)
            Line(text, $"| {load.Name} | {bare.Microseconds:F0} | {bridge.Microseconds:F0} | {ratio:F2} | {Target(load)} | {bare.Allocated / 1000:F1} | {bridge.Allocated / 1000:F1} | {bare.RequestsPerSecond:F0} | {bridge.RequestsPerSecond:F0} |");
    }

    private void WriteLatency(StringBuilder text)
    {
        Line(text, $"\n| time to first byte, one connection | {plan.Beside} median µs | AiBridge median µs | added | {plan.Beside} p99 µs | AiBridge p99 µs | added |");
        Line(text, $"|---|--:|--:|--:|--:|--:|--:|");
        foreach (var row in Latency)
            Line(text, $"| {row.Name} | {row.BareMedian:F0} | {row.BridgeMedian:F0} | {row.BridgeMedian - row.BareMedian:F0} | {row.Bare99:F0} | {row.Bridge99:F0} | {row.Bridge99 - row.Bare99:F0} |");
    }

    private void WriteMemory(StringBuilder text)
    {
        Line(text, $"\n| memory per open stream, {Plan.Streams} open | proxy | managed heap KB | resident KB |");
        Line(text, $"|---|---|--:|--:|");
        foreach (var row in Memory)
            Line(text, $"| request of {row.BodyBytes / 1000} KB | {row.Proxy} | {row.Heap / 1000:F1} | {row.WorkingSet / 1000:F1} |");
    }

    private static string Target(CpuLoad load) => load.Target is { } target ? string.Create(CultureInfo.InvariantCulture, $"≤ {target}") : "";

    private static void Line(StringBuilder text, FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
}
