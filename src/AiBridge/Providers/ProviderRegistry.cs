using AiBridge.Providers.Ai;
using AiBridge.Providers.Stored;

namespace AiBridge.Providers;

/// <summary>
/// The providers in force, those of the configuration and those of the store together, as one snapshot that is exchanged whole.
/// Reading takes no lock.
/// </summary>
internal sealed class ProviderRegistry
{
    private readonly Lock _change = new();
    private IReadOnlyList<ProviderInstance> _configured = [];
    private IReadOnlyList<ProviderInstance> _stored = [];
    private IReadOnlyList<ProjectProvider> _ofProjects = [];
    private ServerAi _serverAi = ServerAi.None;
    private IReadOnlyList<ProjectAi> _projectAi = [];
    private volatile ProviderSnapshot _current = ProviderSnapshot.Empty;

    public ProviderSnapshot Current => _current;

    public IReadOnlyCollection<ProviderInstance> All => _current.All;

    /// <summary>Raised before the snapshot is exchanged: whatever a request of the new one needs must be there first.</summary>
    public event Action<ProviderSnapshot>? Changing;

    /// <summary>Raised after the snapshot was exchanged.</summary>
    public event Action? Changed;

    /// <summary>The server-wide provider of that name.</summary>
    public ProviderInstance? Find(string name) => _current.Find(name);

    /// <summary>What the name means in that project: its own provider, else the server-wide one.</summary>
    public ProviderInstance? Find(string projectId, string name) => _current.Find(projectId, name);

    /// <summary>The provider of that <see cref="ProviderInstance.QualifiedName"/>.</summary>
    public ProviderInstance? FindByQualifiedName(string qualifiedName) => _current.FindByQualifiedName(qualifiedName);

    /// <summary>Puts the configuration's providers into force; they win their names.</summary>
    /// <param name="providers">In its order.</param>
    /// <param name="ai">Whom the server's chat asks; null: the first that it can.</param>
    public void ReplaceConfigured(IReadOnlyList<ProviderInstance> providers, ServerAi? ai = null)
    {
        lock (_change)
        {
            _configured = providers;
            _serverAi = ai ?? ServerAi.None;
            Exchange();
        }
    }

    /// <summary>Puts the store's providers into force.</summary>
    /// <param name="serverWide">Those whose name the configuration has serve nothing.</param>
    /// <param name="ofProjects">They may stand on server-wide ones, so they are put together anew at each change of either.</param>
    public void ReplaceStored(IReadOnlyList<ProviderInstance> serverWide, IReadOnlyList<ProjectProvider> ofProjects)
    {
        lock (_change)
        {
            _stored = serverWide;
            _ofProjects = ofProjects;
            Exchange();
        }
    }

    /// <summary>Puts into force whom the projects' chats ask.</summary>
    public void ReplaceAi(IReadOnlyList<ProjectAi> ofProjects)
    {
        lock (_change)
        {
            _projectAi = ofProjects;
            Exchange();
        }
    }

    private void Exchange()
    {
        var next = new ProviderSnapshot(_configured, _stored, _ofProjects, _serverAi, _projectAi);
        Changing?.Invoke(next);
        _current = next;
        Changed?.Invoke();
    }
}
