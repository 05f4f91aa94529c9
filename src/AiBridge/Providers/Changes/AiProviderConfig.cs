using System.Text;
using System.Text.Json.Nodes;
using AiBridge.Projects.Changes;

namespace AiBridge.Providers.Changes;

/// <summary>What a project says of its provider beside the record's own fields: any object, but no secrets. What of it is heeded, <see cref="Stored.ProjectSettings"/> says.</summary>
internal static class AiProviderConfig
{
    private const int MaxBytes = 16 * 1024;

    /// <summary>How names of secrets end, letters only: <c>apiKey</c>, <c>api_key</c>, <c>aws_secret_access_key</c>.</summary>
    private static readonly string[] SecretEndings =
    [
        "apikey", "apikeys", "accesskey", "privatekey", "secret", "secrets", "secretkey", "password", "passphrase", "credential", "credentials",
        "accesstoken", "sessiontoken", "securitytoken", "authtoken", "bearertoken", "refreshtoken", "authorization",
    ];

    /// <summary>The settings as they are stored; null without any. Adds a fault for each secret.</summary>
    /// <param name="body">The request.</param>
    public static string? Read(BodyFields body)
    {
        if (body.Raw("config") is not { } node)
            return null;
        if (node is not JsonObject config)
        {
            body.Fault("config", "must be an object");
            return null;
        }

        var text = config.ToJsonString();
        if (Encoding.UTF8.GetByteCount(text) > MaxBytes)
            body.Fault("config", $"must not be larger than {MaxBytes} bytes");
        CheckSecrets(body, config, "config");
        return text;
    }

    // It is stored and told as it came, whatever the type.
    private static void CheckSecrets(BodyFields body, JsonNode? node, string path)
    {
        foreach (var (index, item) in (node as JsonArray ?? []).Index())
            CheckSecrets(body, item, $"{path}[{index}]");
        foreach (var (name, value) in node as JsonObject ?? [])
        {
            if (!IsSecret(name, path))
                CheckSecrets(body, value, $"{path}.{name}");
            else if (!body.IsFaulted($"{path}.{name}"))
                body.Fault($"{path}.{name}", "must not stand here; store it as a secret and give its secretId");
        }
    }

    private static bool IsSecret(string name, string path)
    {
        var letters = string.Concat(name.Where(char.IsAsciiLetter)).ToLowerInvariant();
        return SecretEndings.Any(ending => letters.EndsWith(ending, StringComparison.Ordinal))
            || (letters == "keys" && path == "config") || (letters == "value" && path.EndsWith(".customHeader", StringComparison.Ordinal));
    }
}
