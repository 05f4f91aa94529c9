using System.Collections;

namespace AiBridge.Benchmarks.Roles;

/// <summary>What a bridge tells of itself, as standard variables.</summary>
internal static class TelemetryManner
{
    /// <summary>Nothing at all: not even <c>/metrics</c> has numbers.</summary>
    public const string Off = "off";

    /// <summary>As it ships without a collector: what <c>/metrics</c> tells.</summary>
    public const string Metrics = "metrics";

    /// <summary>An address where nobody listens: a collector that is dead.</summary>
    public const string Nobody = "http://127.0.0.1:9";

    /// <summary>With those of whoever runs the benchmark, who may bound queues by them.</summary>
    /// <param name="manner"><see cref="Off"/>, <see cref="Metrics"/> or a collector's address.</param>
    public static IReadOnlyDictionary<string, string> Variables(string manner)
    {
        var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(variable => KeyValuePair.Create((string)variable.Key, (string)variable.Value!))
            .Where(variable => variable.Key.StartsWith("OTEL_", StringComparison.Ordinal))
            .ToDictionary();
        if (manner == Off)
            variables["OTEL_SDK_DISABLED"] = "true";
        else if (manner != Metrics)
            (variables["OTEL_EXPORTER_OTLP_ENDPOINT"], variables["OTEL_EXPORTER_OTLP_PROTOCOL"]) = (manner, "http/protobuf");
        return variables;
    }
}
