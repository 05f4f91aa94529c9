namespace AiBridge.Projects;

/// <summary>Who asks: the token, or who stands for one (<c>Auth:Mode none</c>, the command line), and the project it acts in.</summary>
internal sealed record Caller(BridgeToken Token)
{
    /// <summary>Which call it is, for the audit log; null on the way of agents' requests, which are not audited.</summary>
    public CallOrigin? Origin { get; init; }

    public string ProjectId => Token.ProjectId;

    /// <summary>The actor's name, else the token's.</summary>
    public string Name => Token.ActorName ?? Token.Name;

    /// <summary>Who that is across tokens: tokens with one actor's name are one person, every other token is its own. No token's id begins with <c>@</c>.</summary>
    public string Person => string.IsNullOrEmpty(Token.ActorName) ? Token.Id : "@" + Token.ActorName;

    /// <summary>Whoever runs a command needs no token but the files; the audit log names the account.</summary>
    /// <param name="command">As it is typed: <c>token create</c>.</param>
    public static Caller OfCommand(string command) => new(
        new BridgeToken("cli", ProjectStore.DefaultId, "command line", Environment.UserName, [PermissionNames.Everything], ServerScope: true, ExpiresAt: null))
    { Origin = new CallOrigin($"cli-{Environment.ProcessId}") { Command = command } };

    /// <exception cref="RefusedException">403: the token lacks what the operation needs.</exception>
    public void Demand(Operation operation) => operation.Demand(Token);

    /// <summary>The one project whose things the caller sees; null: those of all projects.</summary>
    /// <param name="asked">A project that the caller names; null: none.</param>
    /// <exception cref="RefusedException">404: another project than the caller's own, whether it exists or not.</exception>
    public string? VisibleProject(string? asked)
    {
        if (!CanReach(asked ?? ProjectId))
            throw RefusedException.NotFound($"There is no project {asked}.");
        return Token.ServerScope ? asked : ProjectId;
    }

    /// <summary>The one project a call acts in: the one it names, else the caller's own.</summary>
    /// <exception cref="RefusedException">404: another project than the caller's own, whether it exists or not.</exception>
    public string ActingProject(string? asked) => VisibleProject(asked) ?? ProjectId;

    /// <param name="projectId">Null: what belongs to the server.</param>
    public bool CanReach(string? projectId) => Token.ServerScope || projectId == ProjectId;
}
