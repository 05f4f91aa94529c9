using AiBridge.Projects.Audit;
using AiBridge.Projects.Changes;
using AiBridge.Storage;

namespace AiBridge.Projects;

internal static class ProjectsRegistration
{
    /// <summary>Adds tokens and projects; needs the storage, the live configuration and a <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddProjects(this IServiceCollection services) => services
        .AddSnapshot<TokenDirectory>()
        .AddSingleton<CallerLookup>()
        .AddSingleton<ChangeExecutor>()
        .AddSingleton<AuditLog>()
        .AddSingleton<RefusedWrites>()
        .AddSingleton<AuditQueries>()
        .AddSingleton<ProjectQueries>()
        .AddSingleton<ProjectChanges>()
        .AddSingleton<TokenChanges>()
        .AddSingleton<FirstTokens>()
        .AddSingleton<ProjectStore>();
}
