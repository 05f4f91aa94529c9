namespace AiBridge.Projects;

/// <summary>The permissions endpoints ask for (<c>service:Action</c>).</summary>
internal static class PermissionNames
{
    public const string Everything = "*";
    public const string InvokeBridge = "bridge:Invoke";

    public const string ReadInterceptions = "interceptions:Read";
    public const string ReadUsage = "usage:Read";

    public const string ReadProjects = "projects:Read";
    public const string WriteProjects = "projects:Write";
    public const string DeleteProjects = "projects:Delete";

    public const string ReadTokens = "tokens:Read";
    public const string WriteTokens = "tokens:Write";
    public const string DeleteTokens = "tokens:Delete";

    public const string ReadSecrets = "secrets:Read";
    public const string WriteSecrets = "secrets:Write";
    public const string DeleteSecrets = "secrets:Delete";

    public const string ReadProviders = "providers:Read";
    public const string WriteProviders = "providers:Write";
    public const string DeleteProviders = "providers:Delete";
    public const string TestProviders = "providers:Test";

    public const string ReadAudit = "audit:Read";
    public const string ReadMetrics = "metrics:Read";

    public const string ReadAiConfig = "ai:ReadConfig";
    public const string WriteAiConfig = "ai:WriteConfig";
    public const string Chat = "ai:Chat";
    public const string ReadAiStats = "ai:ReadStats";

    public const string ListAiProviders = "aiProviders:ListAiProviders";
    public const string GetAiProvider = "aiProviders:GetAiProvider";
    public const string CreateAiProvider = "aiProviders:CreateAiProvider";
    public const string UpdateAiProvider = "aiProviders:UpdateAiProvider";
    public const string DeleteAiProvider = "aiProviders:DeleteAiProvider";
}
