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

    private static readonly (string Section, string Secret)[] Secrets = [("oauth", "clientSecret"), ("customHeader", "value")];

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
        if (routable)
            CheckNames(body, config);
        return text;
    }

    private static void CheckNames(BodyFields body, JsonObject config)
    {
        foreach (var (name, value) in config)
        {
            if (!Known.Contains(name))
                body.Fault($"config.{name}", "is not a known field");
            foreach (var (section, secret) in Secrets)
            {
                if (name == section && value is JsonObject inner && inner.ContainsKey(secret))
                    body.Fault($"config.{section}.{secret}", "must not stand here; store it as a secret and give its secretId");
            }
        }
    }
}
