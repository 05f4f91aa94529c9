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

    /// <param name="manner"><see cref="Off"/>, <see cref="Metrics"/> or a collector's address.</param>
    public static IReadOnlyDictionary<string, string> Variables(string manner) => manner switch
    {
        Off => new Dictionary<string, string> { ["OTEL_SDK_DISABLED"] = "true" },
        Metrics => new Dictionary<string, string>(),
        _ => new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = manner, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" },
    };
}
