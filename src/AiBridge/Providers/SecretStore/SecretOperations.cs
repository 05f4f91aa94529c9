using AiBridge.Projects;

namespace AiBridge.Providers.SecretStore;

internal static class SecretOperations
{
    public static Operation List { get; } = new("listSecrets", PermissionNames.ReadSecrets);

    public static Operation Get { get; } = new("getSecret", PermissionNames.ReadSecrets);

    public static Operation Create { get; } = new("createSecret", PermissionNames.WriteSecrets) { Status = StatusCodes.Status201Created };

    public static Operation Update { get; } = new("updateSecret", PermissionNames.WriteSecrets);

    /// <summary>By command only.</summary>
    public static Operation Rotate { get; } = new("rotateSecrets", PermissionNames.WriteSecrets, ServerScope: true);

    public static Operation Delete { get; } = new("deleteSecret", PermissionNames.DeleteSecrets) { Status = StatusCodes.Status204NoContent };
}
