using System.Collections.Concurrent;
using AiBridge.Providers;
using AiBridge.Providers.Health;

namespace AiBridge.Chat;

/// <summary>How a provider's model wants to be asked, where that is not the usual way.</summary>
/// <param name="Route">By which of the type's routes.</param>
/// <param name="OutputLimit">The member that bounds the answer.</param>
/// <param name="AsksForUsage">Streams are asked for their usage.</param>
internal sealed record ChatHabit(RouteRule Route, string OutputLimit, bool AsksForUsage)
{
    public static ChatHabit Usual(ProviderType type) => On(type, type.ChatRoutes.First());

    /// <summary>The other way, where a refusal names what was sent the one way; null where it does not, or there is none.</summary>
    /// <param name="type">The provider's.</param>
    /// <param name="refusal">The upstream's words.</param>
    /// <param name="streams">A stream was asked for.</param>
    public ChatHabit? Other(ProviderType type, string refusal, bool streams)
    {
        var chat = Route.Protocol!.Chat!;
        if (streams && AsksForUsage && chat.UsageRequest is { } request && Names(refusal, request))
            return this with { AsksForUsage = false };
        if (type.ChatRoutes.FirstOrDefault(other => other != Route && Names(refusal, other.Path)) is { } route)
            return On(type, route);
        var others = chat.OutputLimits.Where(limit => limit != OutputLimit).ToList();
        return others.Count > 0 && Names(refusal, OutputLimit) ? this with { OutputLimit = others[0] } : null;
    }

    private static ChatHabit On(ProviderType type, RouteRule route)
    {
        var limits = route.Protocol!.Chat!.OutputLimits;
        return new ChatHabit(route, limits.Contains(type.OutputLimit) ? type.OutputLimit : limits[0], AsksForUsage: true);
    }

    private static bool Names(string refusal, string member) => refusal.Contains(member, StringComparison.Ordinal);
}

/// <summary>What was learnt of that, by instance and model, so that nobody is refused for it twice. Callers name the models, so it is bounded.</summary>
internal sealed class ChatHabits(TimeProvider clock)
{
    private const int Capacity = 1000;

    private readonly LruCache<(string Provider, string BaseUrl, string Model), ChatHabit> _known = new(Capacity, TimeSpan.FromDays(1), clock);
    private readonly ConcurrentDictionary<(string Provider, string BaseUrl), bool> _silent = [];

    public ChatHabit Of(ProviderInstance provider, string model)
    {
        var known = _known.TryGet((provider.QualifiedName, provider.BaseUrl, model), out var found) && provider.Type.ChatRoutes.Contains(found.Route) ? found : ChatHabit.Usual(provider.Type);
        return _silent.ContainsKey((provider.QualifiedName, provider.BaseUrl)) ? known with { AsksForUsage = false } : known;
    }

    public void Learn(ProviderInstance provider, string model, ChatHabit habit)
    {
        _known.Set((provider.QualifiedName, provider.BaseUrl, model), habit);
        // That the server refuses, whichever model.
        if (!habit.AsksForUsage && _silent.Count < Capacity)
            _silent[(provider.QualifiedName, provider.BaseUrl)] = true;
    }
}
