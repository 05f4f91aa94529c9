using System.Text.Json;

namespace AiBridge.IntegrationTests.Hosting;

/// <summary>Configuration texts for tests.</summary>
internal static class Config
{
    public const string AnthropicKey = "sk-ant-api03-planted-central-key-0001";
    public const string OpenAiKey = "sk-proj-planted-central-key-0002";

    /// <summary>Providers made at runtime may point at this machine.</summary>
    public const string PrivateNetwork = """{"Network":{"AllowPrivateNetwork":true}}""";

    /// <summary>Providers <c>anthropic</c>, <c>openai</c> and <c>copilot</c> on one upstream.</summary>
    public static string For(FakeUpstream upstream, object? more = null) => Merge(
        new
        {
            Providers = new object[]
            {
                new { Type = "anthropic", BaseUrl = upstream.Address, Keys = new[] { AnthropicKey } },
                new { Type = "openai", BaseUrl = upstream.Address + "/v1", Keys = new[] { OpenAiKey } },
                new { Type = "copilot", BaseUrl = upstream.Address },
                new { Type = "copilot", Name = "copilot-business", BaseUrl = upstream.Address, Enabled = false },
                new { Type = "custom", Name = "lab", BaseUrl = upstream.Address + "/v1", Auth = "none" },
            },
        },
        more);

    private static string Merge(object first, object? more)
    {
        var merged = JsonSerializer.SerializeToNode(first)!.AsObject();
        if (more is not null)
        {
            foreach (var (key, value) in JsonSerializer.SerializeToNode(more)!.AsObject())
                merged[key] = value?.DeepClone();
        }

        return merged.ToJsonString();
    }
}
