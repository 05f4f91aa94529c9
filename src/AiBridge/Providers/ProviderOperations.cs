using AiBridge.Projects;

namespace AiBridge.Providers;

/// <summary>What can be done with server-wide providers.</summary>
internal static class ProviderOperations
{
    public static Operation List { get; } = new("listProviders", PermissionNames.ReadProviders);

    public static Operation Get { get; } = new("getProvider", PermissionNames.ReadProviders);

    public static Operation Create { get; } = new("createProvider", PermissionNames.WriteProviders, ServerScope: true) { Status = StatusCodes.Status201Created };

    public static Operation CreateFromPreset { get; } = new("createProviderFromPreset", PermissionNames.WriteProviders, ServerScope: true) { Status = StatusCodes.Status201Created };

    public static Operation Update { get; } = new("updateProvider", PermissionNames.WriteProviders, ServerScope: true);

    public static Operation Delete { get; } = new("deleteProvider", PermissionNames.DeleteProviders, ServerScope: true) { Status = StatusCodes.Status204NoContent };

    public static Operation ListPresets { get; } = new("listProviderPresets", PermissionNames.ReadProviders);

    public static Operation ListTypes { get; } = Operation.OfAnyToken("listProviderTypes");

    public static Operation GetHealth { get; } = new("getProviderHealth", PermissionNames.ReadProviders);

    public static Operation Test { get; } = new("testProvider", PermissionNames.TestProviders, ServerScope: true);

    public static Operation ListModels { get; } = new("listProviderModels", PermissionNames.ReadProviders);
}
