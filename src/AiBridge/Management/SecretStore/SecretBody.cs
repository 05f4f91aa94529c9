using AiBridge.Configuration;
using AiBridge.Management.Access;
using AiBridge.Projects.Changes;
using AiBridge.Projects;
using AiBridge.Secrets;

namespace AiBridge.Management.SecretStore;

/// <summary>What a body says of a secret; its faults are told by <see cref="BodyFields.Finish"/>.</summary>
internal static class SecretBody
{
    public const int MaxName = 64;
    public const int MaxValue = 16 * 1024;

    public static string Name(BodyFields body) => body.RequiredText("name", MaxName);

    /// <summary>Only good for use without faults.</summary>
    public static Secret Value(BodyFields body)
    {
        var value = body.RequiredText("value", MaxValue);
        var faults = new ConfigurationFaults();
        if (value.Length > 0 && !KeySource.IsClean(value, "value", faults))
            body.Fault("value", faults.Each[0].Problem);
        return new Secret(value);
    }

    /// <summary>The project it shall belong to: the caller's own when absent, null for a server-wide one.</summary>
    /// <exception cref="RefusedException">403: server-wide, but the token is a project's; 404: another project than the caller's own.</exception>
    public static string? Project(BodyFields body, HttpContext context)
    {
        if (!body.IsNull("projectId"))
            return ReadScope.ProjectOf(context, body.Text("projectId", 64));
        return context.Caller().Token.ServerScope ? null : throw RefusedException.LackingServerScope(PermissionNames.WriteSecrets);
    }
}
