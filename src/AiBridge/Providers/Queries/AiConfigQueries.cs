using AiBridge.Contracts.Ai;
using AiBridge.Projects;
using AiBridge.Projects.Changes;

namespace AiBridge.Providers.Queries;

/// <summary>Whom a project's chat asks, as its callers may see it.</summary>
internal sealed class AiConfigQueries(ProviderRegistry registry)
{
    /// <exception cref="RefusedException">403.</exception>
    public Versioned<AiConfigDto> Get(Caller caller)
    {
        caller.Demand(AiConfigOperations.Get);
        return View(EffectiveAi.Of(caller.ProjectId, registry.Current));
    }

    /// <summary>In force now.</summary>
    public EffectiveAi Effective(Caller caller) => EffectiveAi.Of(caller.ProjectId, registry.Current);

    /// <summary>What is told of it: of secrets whether there are any, and of the server's default no address.</summary>
    public static Versioned<AiConfigDto> View(EffectiveAi ai) => new(
        new AiConfigDto
        {
            Provider = ai.Provider,
            Model = ai.Model,
            MaxTokens = ai.MaxTokens,
            BaseUrl = ai.Own?.Settings.BaseUrl,
            Region = ai.Own is null ? ai.Server.Region : ai.Own.Settings.Region,
            HasApiKey = ai.Own is null ? ai.Instance is { HasCredential: true, Auth: not Contracts.Providers.ProviderAuth.None } : ai.Own.HasApiKey,
            HasHeaders = ai.Own?.HasHeaders ?? ai.Server.Headers.Count > 0,
            Source = ai.Source,
        },
        ai.Own?.Version);
}
