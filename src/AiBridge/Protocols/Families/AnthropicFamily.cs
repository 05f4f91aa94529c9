using System.Text.Json;

namespace AiBridge.Protocols.Families;

/// <summary>Anthropic's (https://docs.anthropic.com/en/api/errors).</summary>
internal sealed class AnthropicFamily : ApiFamily
{
    private const string ApiKey = "x-api-key";

    /// <summary>A subscription's token: it takes the place of a key, but is none.</summary>
    private const string OAuthToken = "sk-ant-oat";

    // Whatever the family, these repeat every 5xx and show the person none, x-should-retry or not.
    private const string DeafClients = "ai-sdk/";

    public static ApiFamily Instance { get; } = new AnthropicFamily();

    public override string ContentType => "application/json";

    public override string? KeyHeader => ApiKey;

    public override (string Name, string Value)? RequiredHeader => ("anthropic-version", "2023-06-01");

    public override string ModelListQuery => "?limit=1000";

    public override string? HeaderOf(string key) => key.StartsWith(OAuthToken, StringComparison.Ordinal) ? null : ApiKey;

    /// <summary>Its agents heed <c>x-should-retry</c> and show such an error at once, but repeat a 400.</summary>
    public override bool ShowsServerErrors(string userAgent) => !userAgent.Contains(DeafClients, StringComparison.Ordinal);

    /// <summary>Whether a path is one of the Messages API's, at whatever provider.</summary>
    public static bool Owns(ReadOnlySpan<char> path) => path.EndsWith("/messages", StringComparison.Ordinal) || path.Contains("/messages/", StringComparison.Ordinal);

    protected override void WriteMembers(Utf8JsonWriter json, int status, string code, string message)
    {
        json.WriteString("type", "error");
        json.WriteStartObject("error");
        json.WriteString("message", message);
        json.WriteString("type", TypeOf(status, code));
        json.WriteEndObject();
    }

    private static string TypeOf(int status, string code) => status switch
    {
        401 => "authentication_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        504 => "timeout_error",
        < 500 => "invalid_request_error",
        _ => code is "circuit_open" or "overloaded" ? "overloaded_error" : "api_error",
    };
}
