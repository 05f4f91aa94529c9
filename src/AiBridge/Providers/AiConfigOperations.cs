using AiBridge.Projects;

namespace AiBridge.Providers;

/// <summary>What can be done with whom a project's chat asks.</summary>
internal static class AiConfigOperations
{
    public static Operation Get { get; } = new("getAiConfig", PermissionNames.ReadAiConfig);

    public static Operation Set { get; } = new("setAiConfig", PermissionNames.WriteAiConfig);

    public static Operation Clear { get; } = new("clearAiConfig", PermissionNames.WriteAiConfig) { Status = StatusCodes.Status204NoContent };
}
