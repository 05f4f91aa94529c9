using System.Collections.Frozen;
using System.Text;
using System.Text.Json.Nodes;
using AiBridge.Configuration;
using AiBridge.Contracts.Providers;
using AiBridge.Projects.Changes;

namespace AiBridge.Providers.Changes;

/// <summary>What a project may set at its provider beside the record's own fields. Nothing that reaches the server's files, network or secrets.</summary>
internal static class AiProviderConfig
{
    private const int MaxBytes = 16 * 1024;

    private static readonly FrozenSet<string> Known = SettingShape.Of(typeof(ProviderOptions)).Settings.Values
        .Where(setting => setting.Writers.HasFlag(SettingWriters.Project)).Select(setting => setting.WireName).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>How names of secrets end, letters only: <c>apiKey</c>, <c>api_key</c>, <c>aws_secret_access_key</c>.</summary>
    private static readonly string[] SecretEndings =
    [
        "apikey", "apikeys", "accesskey", "privatekey", "secret", "secrets", "secretkey", "password", "passphrase", "credential", "credentials",
        "accesstoken", "sessiontoken", "securitytoken", "authtoken", "bearertoken", "refreshtoken", "authorization",
    ];

    /// <summary>The settings as they are stored; null without any. Adds a fault for each that is not allowed.</summary>
    /// <param name="body">The request.</param>
    /// <param name="routable">A type without routes keeps whatever it is given.</param>
    public static string? Read(BodyFields body, bool routable)
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
        foreach (var name in config.Select(setting => setting.Key).Where(name => routable && !Known.Contains(name)))
            body.Fault($"config.{name}", "is not a known field");
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
