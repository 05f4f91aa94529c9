using AiBridge.Storage;

namespace AiBridge.Projects;

internal static class ProjectsRegistration
{
    /// <summary>Adds tokens and projects; needs the storage, the live configuration and a <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddProjects(this IServiceCollection services) => services
        .AddSingleton<TokenDirectory>()
        .AddSingleton<CallerLookup>()
        .AddSingleton<TokenIssuer>()
        .AddSingleton<FirstTokens>()
        .AddSingleton<ProjectStore>()
        .AddHostedService<StoreRefresh<TokenDirectory>>();
}
