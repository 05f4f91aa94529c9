using AiBridge.Projects;

namespace AiBridge.Providers;

/// <summary>What can be done with projects' own providers.</summary>
internal static class AiProviderOperations
{
    public static Operation List { get; } = new("listAiProviders", PermissionNames.ListAiProviders);

    public static Operation Get { get; } = new("getAiProvider", PermissionNames.GetAiProvider);

    public static Operation Create { get; } = new("createAiProvider", PermissionNames.CreateAiProvider) { Status = StatusCodes.Status201Created };

    public static Operation Update { get; } = new("updateAiProvider", PermissionNames.UpdateAiProvider);

    public static Operation Delete { get; } = new("deleteAiProvider", PermissionNames.DeleteAiProvider) { Status = StatusCodes.Status204NoContent };
}
