using AiBridge.Configuration;
using AiBridge.Providers.Ai;

namespace AiBridge.Providers.Queries;

/// <summary>Whom a project's chat asks now.</summary>
/// <param name="Own">The project's configuration; null: the server's default is in force.</param>
/// <param name="Server">The server's.</param>
/// <param name="Instance">Null: nobody can be asked.</param>
internal sealed record EffectiveAi(ProjectAi? Own, AiSettings Server, ProviderInstance? Instance)
{
    /// <summary>As it was written; without a word the name of the first that can be asked.</summary>
    public string? Provider => Own is not null ? Own.Settings.Provider : Server.Provider ?? Instance?.Name;

    /// <summary>When a request names none; null: it must.</summary>
    public string? Model => Own?.Settings.Model ?? Instance?.Options.DefaultModel ?? Server.Model;

    /// <summary>When a request says nothing.</summary>
    public int MaxTokens => Own?.Settings.MaxTokens ?? Server.MaxTokens ?? new AiOptions().MaxTokens;

    /// <summary>The word of the API.</summary>
    public string Source => Own is not null ? "project" : "server";

    public static EffectiveAi Of(string projectId, ProviderSnapshot now) => Of(now.AiOf(projectId), now);

    public static EffectiveAi Of(ProjectAi? own, ProviderSnapshot now) =>
        new(own, now.ServerAi.Settings, own is not null ? InstanceOf(own, now) : InstanceOf(now.ServerAi, now));

    private static ProviderInstance? InstanceOf(ProjectAi own, ProviderSnapshot now) =>
        own.Settings.StandsAlone ? own.Own : now.Find(own.ProjectId, own.Settings.Provider!) ?? own.Own;

    private static ProviderInstance? InstanceOf(ServerAi server, ProviderSnapshot now)
    {
        if (server.Settings.StandsAlone)
            return server.Own;
        return server.Settings.Provider is { } provider
            ? now.Find(provider) ?? now.ServerWide.FirstOrDefault(known => known.Enabled && known.Type.Name == provider) ?? server.Own
            : now.ServerWide.FirstOrDefault(known => known is { Enabled: true, HasCredential: true, Type.CanChat: true });
    }
}
