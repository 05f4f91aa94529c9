namespace AiBridge.Projects.Audit;

internal static class AuditOperations
{
    public static Operation List { get; } = new("listAudit", PermissionNames.ReadAudit);

    public static Operation Export { get; } = new("exportAudit", PermissionNames.ReadAudit);
}
