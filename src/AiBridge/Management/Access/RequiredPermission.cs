namespace AiBridge.Management.Access;

/// <summary>What an endpoint asks of a token; also its line in the table of permissions and in the API document.</summary>
/// <param name="Permission"><c>service:Action</c>.</param>
/// <param name="ServerScope">What it touches belongs to no project, so that only a token of the server may.</param>
/// <param name="Alternative">Another permission that suffices; null for none.</param>
internal sealed record RequiredPermission(string Permission, bool ServerScope = false, string? Alternative = null)
{
    public override string ToString() =>
        Permission + (Alternative is null ? "" : $" or {Alternative}") + (ServerScope ? ", and a token of the server" : "");
}
