using System.Collections.Frozen;
using System.Text;
using System.Text.Json.Nodes;
using AiBridge.Management.Bodies;

namespace AiBridge.Management.AiProviders;

/// <summary>What a project may set at its provider beside the record's own fields. Nothing that reaches the server's files, network or secrets.</summary>
internal static class AiProviderConfig
{
    private const int MaxBytes = 16 * 1024;

    private static readonly FrozenSet<string> Known = FrozenSet.Create(
        StringComparer.Ordinal,
        "auth", "oauth", "customHeader", "enabled", "allowByok", "keySelection", "circuitBreaker", "timeouts", "limits",
        "keepAliveSeconds", "firstEventHoldSeconds", "maxRetries", "retrySeconds");

    private static readonly (string Path, string? Section, string Secret)[] Secrets =
    [
        ("oauth.clientSecret", "oauth", "clientSecret"), ("customHeader.value", "customHeader", "value"),
        ("keys", null, "keys"), ("apiKeys", null, "apiKeys"), ("apiKey", null, "apiKey"), ("clientSecret", null, "clientSecret"),
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
        CheckSecrets(body, config);
        return text;
    }

    // It is stored and told as it came, whatever the type.
    private static void CheckSecrets(BodyFields body, JsonObject config)
    {
        foreach (var (path, section, secret) in Secrets)
        {
            var holder = section is null ? config : config[section] as JsonObject;
            if (holder?.ContainsKey(secret) == true && !body.IsFaulted($"config.{path}"))
                body.Fault($"config.{path}", "must not stand here; store it as a secret and give its secretId");
        }
    }
}
