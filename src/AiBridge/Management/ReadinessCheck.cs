namespace AiBridge.Management;

/// <summary>One thing the service needs to serve. Whoever owns it registers the check; readiness asks them all.</summary>
/// <param name="Name">Its key under <c>checks</c>: <c>database</c>, <c>journal</c>.</param>
/// <param name="IsHealthyAsync">False or an exception: not ready.</param>
internal sealed record ReadinessCheck(string Name, Func<CancellationToken, Task<bool>> IsHealthyAsync);
