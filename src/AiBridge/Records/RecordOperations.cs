using AiBridge.Projects;

namespace AiBridge.Records;

internal static class RecordOperations
{
    public static Operation ListInterceptions { get; } = new("listInterceptions", PermissionNames.ReadInterceptions);

    public static Operation GetInterception { get; } = new("getInterception", PermissionNames.ReadInterceptions);

    public static Operation WatchInterceptions { get; } = new("watchInterceptions", PermissionNames.ReadInterceptions);

    public static Operation ListSessions { get; } = new("listSessions", PermissionNames.ReadInterceptions);

    public static Operation GetSession { get; } = new("getSession", PermissionNames.ReadInterceptions);

    public static Operation GetUsage { get; } = new("getUsage", PermissionNames.ReadInterceptions, Alternative: PermissionNames.ReadUsage);
}
