using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Projects;
using Microsoft.AspNetCore.Http;

namespace AiBridge.IntegrationTests.Upstream;

/// <summary>Providers with several keys on one upstream that answers by the key it is called with.</summary>
internal static class Pools
{
    /// <summary>The nth key of a provider; two providers share none.</summary>
    public static string Key(string provider, int number) => $"sk-{provider}-key-number-{number}-0000000000{number}";

    /// <summary>An entry of <c>Providers</c>.</summary>
    /// <param name="upstream">Without a trailing slash.</param>
    /// <param name="name">The provider's name.</param>
    /// <param name="keys">How many keys.</param>
    /// <param name="type"><c>anthropic</c>, or <c>custom</c> for the OpenAI protocols.</param>
    /// <param name="more">Further settings.</param>
    public static Dictionary<string, object> Provider(string upstream, string name, int keys, string type = "anthropic", object? more = null)
    {
        var entry = new Dictionary<string, object>
        {
            ["Type"] = type,
            ["Name"] = name,
            ["BaseUrl"] = type == "anthropic" ? upstream : upstream + "/v1",
            ["Keys"] = Enumerable.Range(1, keys).Select(number => Key(name, number)).ToArray(),
        };
        foreach (var property in more?.GetType().GetProperties() ?? [])
            entry[property.Name] = property.GetValue(more)!;
        return entry;
    }

    public static string Config(params Dictionary<string, object>[] providers) => JsonSerializer.Serialize(new { Providers = providers });

    /// <summary>A further token of the default project, for a caller of its own.</summary>
    public static async Task<string> TokenAsync(this Bridge bridge) =>
        (await bridge.IssueAsync(new NewToken(ProjectStore.DefaultId, "test", [PermissionNames.InvokeBridge]))).Secret.Reveal();

    /// <summary>The provider's health as the API gives it.</summary>
    public static async Task<JsonElement> HealthAsync(this Bridge bridge, string provider)
    {
        using var response = await bridge.SendAsync(bridge.Get($"/api/v1/providers/{provider}/health", bridge.AdminToken));
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }

    public static IEnumerable<string?> KeyStates(this JsonElement health) => health.GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("state").GetString());

    /// <summary>The credential a call came with, without <c>Bearer</c>.</summary>
    public static string KeyOf(this HttpContext context) =>
        context.Request.Headers["x-api-key"] is { Count: > 0 } key ? key.ToString() : context.Request.Headers.Authorization.ToString().Split(' ')[^1];

    /// <summary>Notes which key each call came with, then answers by the key's number.</summary>
    public static RequestDelegate ByKey(ConcurrentQueue<int> calls, Func<int, RequestDelegate> answer) => context =>
    {
        var number = context.KeyOf()[^1] - '0';
        calls.Enqueue(number);
        return answer(number)(context);
    };
}
