using System.Collections.Frozen;
using AiBridge.Configuration;
using AiBridge.Providers.Ai;
using AiBridge.Providers.Stored;

namespace AiBridge.Providers;

/// <summary>Every provider that serves at one moment. A stored one whose name the configuration has is not among them.</summary>
internal sealed class ProviderSnapshot
{
    private readonly FrozenDictionary<string, ProviderInstance> _serverWide;
    /// <summary>Null where it has faults: the server's key must not stand in for what the project meant to be its own.</summary>
    private readonly FrozenDictionary<(string ProjectId, string Name), ProviderInstance?> _ofProjects;

    private readonly FrozenDictionary<string, ProviderInstance> _byQualifiedName;
    private readonly FrozenDictionary<(string ProjectId, string Name), IReadOnlyList<ConfigurationFault>> _faults;

    private readonly FrozenDictionary<string, ProjectAi> _projectAi;

    public ProviderSnapshot(
        IReadOnlyList<ProviderInstance> configured, IReadOnlyList<ProviderInstance> stored, IReadOnlyList<ProjectProvider> projects, ServerAi serverAi, IReadOnlyList<ProjectAi> projectAi)
    {
        var names = configured.Select(provider => provider.Name).ToHashSet(StringComparer.Ordinal);
        List<ProviderInstance> serverWide = [.. configured, .. stored.Where(provider => !names.Contains(provider.Name))];
        _serverWide = serverWide.ToFrozenDictionary(provider => provider.Name, StringComparer.Ordinal);
        var own = projects.ToDictionary(project => (project.ProjectId, project.Slug), project => project.Over(_serverWide.GetValueOrDefault(project.Slug)));
        List<ProviderInstance> ofProjects = [.. own.Values.OfType<ProviderInstance>()];
        (ServerWide, ServerAi, _projectAi) = (serverWide, serverAi, projectAi.ToFrozenDictionary(ai => ai.ProjectId, StringComparer.Ordinal));
        All = [.. serverWide, .. ofProjects, .. projectAi.Select(ai => ai.Own).Prepend(serverAi.Own).OfType<ProviderInstance>()];
        _ofProjects = own.ToFrozenDictionary();
        _faults = projects.Where(project => project.Faults.Count > 0).ToFrozenDictionary(project => (project.ProjectId, project.Slug), project => project.Faults);
        _byQualifiedName = All.ToFrozenDictionary(provider => provider.QualifiedName, StringComparer.Ordinal);
    }

    public static ProviderSnapshot Empty { get; } = new([], [], [], ServerAi.None, []);

    /// <summary>Those of the chats' configurations, too, which no name leads to.</summary>
    public IReadOnlyList<ProviderInstance> All { get; }

    /// <summary>Those of the configuration in its order, then the store's.</summary>
    public IReadOnlyList<ProviderInstance> ServerWide { get; }

    /// <summary>Whom the chat of a project without a configuration of its own asks.</summary>
    public ServerAi ServerAi { get; }

    /// <summary>Whom the project's chat asks; null where it says nothing.</summary>
    public ProjectAi? AiOf(string projectId) => _projectAi.GetValueOrDefault(projectId);

    /// <summary>The server-wide provider of that name.</summary>
    public ProviderInstance? Find(string name) => _serverWide.GetValueOrDefault(name);

    /// <summary>What the name means in that project: its own provider, else the server-wide one.</summary>
    public ProviderInstance? Find(string projectId, string name) =>
        _ofProjects.Count > 0 && _ofProjects.TryGetValue((projectId, name), out var own) ? own : _serverWide.GetValueOrDefault(name);

    /// <summary>All that a name means in that project.</summary>
    public IEnumerable<ProviderInstance> ReachableBy(string projectId) =>
        ServerWide.Where(provider => !_ofProjects.ContainsKey((projectId, provider.Name))).Concat(_ofProjects.Where(own => own.Key.ProjectId == projectId).Select(own => own.Value).OfType<ProviderInstance>());

    /// <summary>Why the project's own provider of that name serves nothing; empty when it serves.</summary>
    public IReadOnlyList<ConfigurationFault> FaultsOf(string projectId, string name) => _faults.GetValueOrDefault((projectId, name)) ?? [];

    public ProviderInstance? FindByQualifiedName(string qualifiedName) => _byQualifiedName.GetValueOrDefault(qualifiedName);
}
