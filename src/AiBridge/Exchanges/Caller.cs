using AiBridge.Projects;

namespace AiBridge.Exchanges;

/// <summary>Who asks: the project, and the token (or <c>Auth:Mode none</c>'s stand-in) acting in it.</summary>
internal sealed record Caller(BridgeToken Token)
{
    public string ProjectId => Token.ProjectId;

    /// <summary>The actor's name, else the token's.</summary>
    public string Name => Token.ActorName ?? Token.Name;

    /// <summary>Who that is across tokens: tokens with one actor's name are one person, every other token is its own. No token's id begins with <c>@</c>.</summary>
    public string Person => string.IsNullOrEmpty(Token.ActorName) ? Token.Id : "@" + Token.ActorName;
}
