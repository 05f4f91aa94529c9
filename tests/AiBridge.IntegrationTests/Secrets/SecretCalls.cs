using System.Net;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Secrets;

/// <summary>What one asks of secrets.</summary>
internal static class SecretCalls
{
    /// <summary>Somebody in front of <c>/api/v1/secrets</c>.</summary>
    public static ManagementClient Secrets(this Bridge bridge, string token) => bridge.As(token, "/api/v1/secrets");

    public static async Task<string> CreateIdAsync(this ManagementClient secrets, string name, string value, string? projectId = "prj_default") =>
        (await secrets.CreateAsync("", new { name, value, projectId })).GetProperty("id").GetString()!;

    /// <summary>The word for what is wrong with it; null when nothing is.</summary>
    public static async Task<string?> ErrorAsync(this ManagementClient secrets, string id) => (await secrets.GetAsync(id)).GetProperty("error").GetString();

    /// <summary>A message through a provider of Anthropic's type: the status and the bridge's own error, if it is one.</summary>
    public static async Task<(HttpStatusCode Status, string? Error)> StatusAsync(this Bridge bridge, string provider, string token)
    {
        using var response = await bridge.AskAsync(provider, token);
        return (response.StatusCode, response.Headers.TryGetValues("X-AiBridge-Error", out var codes) ? codes.Single() : null);
    }
}
