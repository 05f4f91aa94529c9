using AiBridge.Configuration;
using AiBridge.Contracts.Providers;
using AiBridge.Projects;
using AiBridge.Providers;

namespace AiBridge.Ingress;

/// <summary>Admits requests by the limits of their token, of their project, and of the provider they go to.</summary>
internal sealed class CallerLimits(TimeProvider clock)
{
    private const string ThisToken = "this token";

    private readonly LimiterTable _tokens = new(clock);
    private readonly LimiterTable _passthrough = new(clock);
    private readonly LimiterTable _projects = new(clock);
    private readonly LimiterTable _providers = new(clock);
    private readonly LimiterTable _connections = new(clock);

    /// <summary>Nothing is limited: no request needs to come here.</summary>
    public static bool AreOff(LimitsOptions limits, ProviderInstance provider) =>
        limits is { RequestsPerMinute: 0, ConcurrentRequests: 0, PerProject: { RequestsPerMinute: 0, ConcurrentRequests: 0 } }
        && AreOff(provider.Options.Limits) && (provider.StandsOn is not { } lender || AreOff(lender.Options.Limits));

    /// <summary>Takes a place in flight, then a request of the minute, of the token, the project and the provider; all of them or none.</summary>
    /// <returns>Null when the request may go on: <paramref name="slot"/> is then to be released at its end.</returns>
    public LimitRefusal? TryAdmit(Caller caller, ProviderInstance provider, LimitsOptions limits, out LimitSlot slot)
    {
        slot = new LimitSlot();
        var held = new List<Held>(4);
        var refusal = Join(new Limits(_tokens, caller.Token.Id, ThisToken, limits.RequestsPerMinute, limits.ConcurrentRequests), slot, held)
            ?? Join(new Limits(_projects, caller.ProjectId, "this project", limits.PerProject.RequestsPerMinute, limits.PerProject.ConcurrentRequests), slot, held)
            ?? Join(Of(provider), slot, held)
            ?? (provider.StandsOn is { } lender ? Join(Of(lender), slot, held) : null)
            ?? Take(held);
        if (refusal is not null)
            slot.Release();
        return refusal;
    }

    /// <summary>Takes a passthrough request of the token's minute. These come in bursts (token counts, model lists) and have nothing in common with the other limits.</summary>
    /// <returns>Null when the request may go on.</returns>
    public LimitRefusal? TryPass(Caller caller, int perMinute)
    {
        if (perMinute == 0)
            return null;
        var limiter = _passthrough.Join(caller.Token.Id, limit: 0)!;
        try
        {
            return limiter.Bucket.TryTake(perMinute) is { } wait ? LimitRefusal.PassthroughLimited(ThisToken, perMinute, wait) : null;
        }
        finally
        {
            limiter.Leave();
        }
    }

    /// <summary>Takes one of the connections that a token may have: half of all, so that its slow streams leave the others to other tokens.</summary>
    /// <returns>Null when the request may go on: <paramref name="slot"/> is then to be released at its end.</returns>
    public LimitRefusal? TryConnect(Caller caller, int connections, out LimitSlot slot)
    {
        slot = new LimitSlot();
        var share = Math.Max(1, connections / 2);
        if (_connections.Join(caller.Token.Id, share) is not { } limiter)
            return LimitRefusal.TooManyInFlight(ThisToken, share);
        slot.Hold(limiter);
        return null;
    }

    private static bool AreOff(ProviderLimitsOptions limits) => limits is { RequestsPerMinute: 0, ConcurrentRequests: 0 };

    private Limits Of(ProviderInstance provider)
    {
        var limits = provider.Options.Limits;
        return new Limits(_providers, provider.QualifiedName, $"all callers of provider \"{provider.Name}\" together", limits.RequestsPerMinute, limits.ConcurrentRequests);
    }

    private static LimitRefusal? Join(Limits limits, LimitSlot slot, List<Held> held)
    {
        if (limits is { PerMinute: 0, Concurrent: 0 })
            return null;
        if (limits.Table.Join(limits.Id, limits.Concurrent) is not { } limiter)
            return LimitRefusal.TooManyInFlight(limits.Whose, limits.Concurrent) with { Full = limits.Table.Find(limits.Id) };
        slot.Hold(limiter);
        held.Add(new Held(limiter, limits));
        return null;
    }

    private static LimitRefusal? Take(List<Held> held)
    {
        for (var next = 0; next < held.Count; next++)
        {
            var (limiter, limits) = held[next];
            if (limits.PerMinute == 0 || limiter.Bucket.TryTake(limits.PerMinute) is not { } wait)
                continue;
            // What another refuses costs nobody a request.
            foreach (var former in held.Take(next).Where(former => former.Limits.PerMinute > 0))
                former.Limiter.Bucket.Return();
            return LimitRefusal.RateLimited(limits.Whose, limits.PerMinute, wait);
        }

        return null;
    }

    private readonly record struct Limits(LimiterTable Table, string Id, string Whose, int PerMinute, int Concurrent);

    private readonly record struct Held(Limiter Limiter, Limits Limits);
}
