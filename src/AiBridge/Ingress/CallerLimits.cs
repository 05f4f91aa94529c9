using AiBridge.Configuration;
using AiBridge.Exchanges;

namespace AiBridge.Ingress;

/// <summary>Admits requests by the limits of their token and of their project.</summary>
internal sealed class CallerLimits(TimeProvider clock)
{
    private readonly LimiterTable _tokens = new(clock);
    private readonly LimiterTable _projects = new(clock);

    /// <summary>Nothing is limited: no request needs to come here.</summary>
    public static bool AreOff(LimitsOptions limits) =>
        limits is { RequestsPerMinute: 0, ConcurrentRequests: 0, PerProject: { RequestsPerMinute: 0, ConcurrentRequests: 0 } };

    /// <summary>Takes a place in flight, then a request of the minute, of the token and of the project; all of them or none.</summary>
    /// <returns>Null when the request may go on: <paramref name="slot"/> is then to be released at its end.</returns>
    public LimitRefusal? TryAdmit(Caller caller, LimitsOptions limits, out LimitSlot slot)
    {
        var own = new Limits("this token", limits.RequestsPerMinute, limits.ConcurrentRequests);
        var shared = new Limits("this project", limits.PerProject.RequestsPerMinute, limits.PerProject.ConcurrentRequests);
        slot = new LimitSlot();
        var refusal = Join(_tokens, caller.Token.Id, own, ref slot.Token)
            ?? Join(_projects, caller.ProjectId, shared, ref slot.Project)
            ?? Take(slot.Token, own)
            ?? TakeShared(slot, own, shared);
        if (refusal is not null)
            slot.Release();
        return refusal;
    }

    private static LimitRefusal? Join(LimiterTable table, string id, Limits limits, ref Limiter? place)
    {
        if (limits is { PerMinute: 0, Concurrent: 0 })
            return null;
        place = table.Join(id, limits.Concurrent);
        return place is null ? LimitRefusal.TooManyInFlight(limits.Whose, limits.Concurrent) : null;
    }

    private static LimitRefusal? TakeShared(LimitSlot slot, Limits own, Limits shared)
    {
        var refusal = Take(slot.Project, shared);
        if (refusal is not null && own.PerMinute > 0)
            slot.Token?.Bucket.Return();
        return refusal;
    }

    private static LimitRefusal? Take(Limiter? limiter, Limits limits) =>
        limits.PerMinute > 0 && limiter?.Bucket.TryTake(limits.PerMinute) is { } wait
            ? LimitRefusal.RateLimited(limits.Whose, limits.PerMinute, wait)
            : null;

    private readonly record struct Limits(string Whose, int PerMinute, int Concurrent);
}
