namespace AiBridge.Telemetry;

/// <summary>Upper bounds of histogram buckets. The SDK's own are made for milliseconds, and the usual ones of HTTP end at 10 s, where a long turn begins.</summary>
internal static class Buckets
{
    /// <summary>Seconds of a whole call: agents' turns take minutes.</summary>
    public static double[] Duration => [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 60, 120, 180, 300, 600];

    /// <summary>Seconds until the first token.</summary>
    public static double[] FirstToken => [0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2, 3, 5, 7.5, 10, 20, 30, 60, 120];

    /// <summary>Seconds of work done here.</summary>
    public static double[] Overhead => [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

    /// <summary>Tokens a second.</summary>
    public static double[] TokenRate => [1, 2.5, 5, 10, 20, 30, 40, 60, 80, 100, 150, 200, 300, 500, 1000];

    /// <summary>Calls for one request.</summary>
    public static double[] Attempts => [1, 2, 3, 4, 5, 8, 13, 21];

    /// <summary>Seconds, as the GenAI conventions ask for them.</summary>
    public static double[] GenAiSeconds => [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];

    /// <summary>Tokens of one call, likewise.</summary>
    public static double[] GenAiTokens => [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864];
}
