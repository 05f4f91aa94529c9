using AiBridge.Storage;

namespace AiBridge.Projects;

internal static class ProjectsRegistration
{
    /// <summary>Adds tokens and projects; needs the storage and a <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddProjects(this IServiceCollection services) => services
        .AddSingleton<TokenDirectory>()
        .AddSingleton<TokenIssuer>()
        .AddSingleton<FirstTokens>()
        .AddSingleton<ProjectStore>()
        .AddHostedService<StoreRefresh<TokenDirectory>>();
}
