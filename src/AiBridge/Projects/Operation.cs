namespace AiBridge.Projects;

/// <summary>Something callers can have done, by whatever way they come: an endpoint, a tool, a command. Also its line in the table of permissions and in the API document.</summary>
/// <param name="Name">Its id in the API document and in the audit log: <c>createToken</c>.</param>
/// <param name="Permission"><c>service:Action</c>.</param>
/// <param name="ServerScope">What it touches belongs to no project, so that only a token of the server may.</param>
/// <param name="Alternative">Another permission that suffices; null for none.</param>
internal sealed record Operation(string Name, string Permission, bool ServerScope = false, string? Alternative = null)
{
    /// <summary>The status the API answers with when it succeeds.</summary>
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>Whoever has a valid token may.</summary>
    public static Operation OfAnyToken(string name) => new(name, Permission: "");

    /// <exception cref="RefusedException">403: the token lacks what it needs.</exception>
    public void Demand(BridgeToken token)
    {
        if (Permission.Length > 0 && !token.Allows(Permission) && !(Alternative is not null && token.Allows(Alternative)))
            throw RefusedException.Lacking(Permission);
        if (ServerScope && !token.ServerScope)
            throw RefusedException.LackingServerScope(Permission);
    }

    /// <summary>What it needs, in words.</summary>
    public string Needs => Permission.Length == 0 ? "any valid token" : "the permission " + Permission + (Alternative is null ? "" : $" or {Alternative}") + (ServerScope ? ", and a token of the server" : "");
}
