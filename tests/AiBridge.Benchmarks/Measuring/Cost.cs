namespace AiBridge.Benchmarks.Measuring;

/// <summary>Per request: processor time in µs and managed bytes allocated; and the rate the round ran at.</summary>
internal sealed record Cost(double Microseconds, double Allocated, double RequestsPerSecond);
