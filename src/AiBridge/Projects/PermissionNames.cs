namespace AiBridge.Projects;

/// <summary>The permissions endpoints ask for.</summary>
internal static class PermissionNames
{
    public const string Everything = "*";
    public const string InvokeBridge = "bridge:Invoke";
    public const string ReadInterceptions = "interceptions:Read";
    public const string ReadProviders = "providers:Read";
}
