namespace AiBridge.Benchmarks.Measuring;

/// <summary>One load on both proxies.</summary>
/// <param name="Load">What was sent.</param>
/// <param name="Bare">Median of the bare forwarder's rounds.</param>
/// <param name="Bridge">Median of the bridge's rounds.</param>
/// <param name="Ratio">The median of the rounds' ratios of processor time, bridge to bare.</param>
internal sealed record CpuResult(CpuLoad Load, Cost Bare, Cost Bridge, double Ratio);
