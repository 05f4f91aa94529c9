namespace AiBridge.Projects;

internal static class TokenOperations
{
    public static Operation List { get; } = new("listTokens", PermissionNames.ReadTokens);

    public static Operation Create { get; } = new("createToken", PermissionNames.WriteTokens) { Status = StatusCodes.Status201Created };

    public static Operation Update { get; } = new("updateToken", PermissionNames.WriteTokens);

    public static Operation Delete { get; } = new("deleteToken", PermissionNames.DeleteTokens) { Status = StatusCodes.Status204NoContent };
}
