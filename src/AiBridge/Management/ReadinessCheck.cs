namespace AiBridge.Management;

/// <summary>One thing the service needs to serve. Whoever owns it registers the check; readiness asks them all.</summary>
/// <param name="Name">Its key under <c>checks</c>: <c>database</c>, <c>journal</c>.</param>
/// <param name="Problem">A sentence that says what does not work when it fails.</param>
/// <param name="IsHealthyAsync">False or an exception: not ready.</param>
internal sealed record ReadinessCheck(string Name, string Problem, Func<CancellationToken, Task<bool>> IsHealthyAsync)
{
    /// <summary>A sentence that says how requests are served when it fails all the same; null: they are not, and the service is not ready.</summary>
    public Func<string?> Otherwise { get; init; } = () => null;
}
