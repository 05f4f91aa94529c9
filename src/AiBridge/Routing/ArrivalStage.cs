using AiBridge.Configuration;
using AiBridge.Exchanges;
using AiBridge.Projects;
using AiBridge.Providers;
using Microsoft.AspNetCore.Http.Features;

namespace AiBridge.Routing;

/// <summary>Step 1: is the name known, is it a probe, is it an upgrade. All of it comes before authentication, and tells a stranger no name that a project chose.</summary>
internal sealed class ArrivalStage(RequestDelegate next, ProviderRegistry providers, CallerLookup callers, LiveConfiguration configuration)
{
    private readonly string _basePath = configuration.Current.BasePath;

    public Task InvokeAsync(HttpContext context)
    {
        if (context.InternalCall() is { } call)
        {
            context.Features.Set(new Arrival(call.Provider.Name, call.Path, "") { Family = ProblemFamily.Instance, Caller = call.Caller, Provider = call.Provider });
            return next(context);
        }

        var target = RawTarget.Parse(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        if (!target.TrySplit(_basePath, out var nameSpan, out var path))
            return UnknownName.WriteAsync(context);
        var name = nameSpan.ToString();
        var provider = providers.Find(name);
        if (HttpMethods.IsHead(context.Request.Method) && IsClientBase(provider, name, path))
            return Task.CompletedTask;
        var caller = provider is null ? callers.Find(context.Request).Token : null;
        provider ??= caller is null ? null : providers.Find(caller.ProjectId, name);
        if (provider is null)
            return UnknownName.WriteAsync(context, tokenMayBeMissing: caller is null);
        var family = ProviderTypes.FamilyOf(provider.Type, path);
        if (HoldsToken(path) || HoldsToken(target.Query))
            return ErrorResponse.WriteAsync(context, family, BridgeError.InvalidRequest("a bridge token stands in the request target, where it would be sent on and logged; it belongs in a header"));
        if (WebSocketUpgrade.IsAsked(context.Request) && IsPostRoute(provider.Type, path))
            return ErrorResponse.WriteAsync(context, family, BridgeError.WebSocket);
        context.Features.Set(new Arrival(name, path.ToString(), target.Query.ToString()) { Family = family });
        return next(context);
    }

    /// <summary>Of a name that no provider of the server has, every base that a type could have: whether a project has it is not told.</summary>
    private static bool IsClientBase(ProviderInstance? provider, string name, ReadOnlySpan<char> path) => provider is not null
        ? IsClientBase(provider.Type, path)
        : ProviderName.Problem(name) is null && (path is "" or "/" || path.SequenceEqual(ProviderTypes.V1) || path.SequenceEqual(ProviderTypes.V1 + "/"));

    private static bool IsClientBase(ProviderType type, ReadOnlySpan<char> path) =>
        path is "" or "/" || (type.ClientBase.Length > 0 && path.StartsWith(type.ClientBase, StringComparison.Ordinal) && path[type.ClientBase.Length..] is "" or "/");

    private static bool IsPostRoute(ProviderType type, ReadOnlySpan<char> path)
    {
        if (!path.StartsWith(type.ClientBase, StringComparison.Ordinal))
            return false;
        foreach (var rule in type.Routes)
        {
            if (rule.Bridged && rule.Matches(path[type.ClientBase.Length..]))
                return true;
        }

        return false;
    }

    private static bool HoldsToken(ReadOnlySpan<char> written)
    {
        LenientText.TryRead(written, out var read);
        return TokenFormat.IsIn(written) || TokenFormat.IsIn(read);
    }
}
