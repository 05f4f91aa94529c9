using OpenTelemetry;

namespace AiBridge.Telemetry;

/// <summary>
/// What goes to a collector at once. Receivers refuse a message above 4 MB (gRPC's default) with all that is in it: so every text is cut, and
/// only so many spans or lines go together that the longest of them stay below.
/// </summary>
internal static class ExportLimits
{
    /// <summary>Bytes (UTF-8) of a prompt, a thought or a tool's input.</summary>
    public const int LongestContent = 8 * 1024;

    /// <summary>Bytes of an answer's tool calls together.</summary>
    public const int LongestContents = 2 * LongestContent;

    /// <summary>Spans, or lines, in one message: each has at most two long texts and some short ones.</summary>
    public const int MostTogether = 100;

    public static void Apply<T>(BatchExportProcessorOptions<T> options)
        where T : class =>
        options.MaxExportBatchSize = Math.Min(options.MaxExportBatchSize, MostTogether);
}
