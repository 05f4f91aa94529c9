using AiBridge.Protocols;

namespace AiBridge.Providers;

/// <summary>The table of provider types. A new type is one row (and its name in the configuration schema).</summary>
internal static class ProviderTypes
{
    private const string V1 = "/v1";

    private static readonly RouteRule[] AnthropicRoutes =
    [
        new("/v1/messages", WireProtocol.AnthropicMessages),
        new("/v1/models", null, CentralAccess.GetOrHead),
        new("/v1/models/{**}", null, CentralAccess.GetOrHead),
        new("/v1/messages/count_tokens", null, CentralAccess.Post),
        new("/api/event_logging/{**}", null, CentralAccess.Post),
        new("/api/hello", null),
    ];

    private static readonly RouteRule[] OpenAiRoutes =
    [
        new("/chat/completions", WireProtocol.OpenAiChat),
        new("/responses", WireProtocol.OpenAiResponses),
        new("/responses/compact", WireProtocol.OpenAiResponses, Auxiliary: true),
        new("/models", null, CentralAccess.GetOrHead),
        new("/models/{**}", null, CentralAccess.GetOrHead),
        new("/conversations", null, CentralAccess.Never),
        new("/conversations/{**}", null, CentralAccess.Never),
        new("/responses/input_tokens", null, CentralAccess.Post),
        new("/responses/{**}", null, CentralAccess.OwnedResponses),
    ];

    private static readonly RouteRule[] CompatibleRoutes =
    [
        .. OpenAiRoutes,
        new("/messages", WireProtocol.AnthropicMessages),
        new("/messages/count_tokens", null, CentralAccess.Post),
    ];

    private static readonly RouteRule[] CopilotRoutes =
    [
        new("/chat/completions", WireProtocol.OpenAiChat),
        new("/responses", WireProtocol.OpenAiResponses),
        new("/v1/messages", WireProtocol.AnthropicMessages),
        new("/models", null, CentralAccess.GetOrHead),
        new("/models/{**}", null, CentralAccess.GetOrHead),
        new("/agents/{**}", null),
        new("/mcp/{**}", null),
        new("/.well-known/{**}", null),
    ];

    private static readonly RouteRule[] OllamaRoutes =
    [
        new("/v1/chat/completions", WireProtocol.OpenAiChat),
        new("/v1/responses", WireProtocol.OpenAiResponses),
        new("/v1/messages", WireProtocol.AnthropicMessages),
        new("/v1/models", null, CentralAccess.GetOrHead),
        new("/v1/models/{**}", null, CentralAccess.GetOrHead),
        new("/api/tags", null),
        new("/api/show", null, CentralAccess.Post),
        new("/api/version", null),
        new("/api/ps", null),
    ];

    public static IReadOnlyList<ProviderType> All { get; } =
    [
        //   name         client base  default base URL                            error family           auth                  byok only  routes
        new("anthropic", "", "https://api.anthropic.com", ErrorFamily.Anthropic, ProviderAuth.ApiKey, false, AnthropicRoutes),
        new("openai", V1, "https://api.openai.com/v1", ErrorFamily.OpenAi, ProviderAuth.ApiKey, false, OpenAiRoutes),
        new("copilot", "", "https://api.individual.githubcopilot.com", ErrorFamily.OpenAi, ProviderAuth.ApiKey, true, CopilotRoutes),
        new("xai", V1, "https://api.x.ai/v1", ErrorFamily.OpenAi, ProviderAuth.ApiKey, false, CompatibleRoutes),
        new("groq", V1, "https://api.groq.com/openai/v1", ErrorFamily.OpenAi, ProviderAuth.ApiKey, false, CompatibleRoutes),
        new("gateway", V1, null, ErrorFamily.OpenAi, ProviderAuth.ApiKey, false, CompatibleRoutes),
        new("custom", V1, null, ErrorFamily.OpenAi, ProviderAuth.ApiKey, false, CompatibleRoutes),
        new("ollama", "", "http://localhost:11434", ErrorFamily.OpenAi, ProviderAuth.None, false, OllamaRoutes),
        new("google", "", null, ErrorFamily.OpenAi, ProviderAuth.ApiKey, false, []),
        new("azure", "", null, ErrorFamily.OpenAi, ProviderAuth.ApiKey, false, []),
        new("bedrock", "", null, ErrorFamily.OpenAi, ProviderAuth.ApiKey, false, []),
    ];

    public static ProviderType? Find(string name) => All.FirstOrDefault(type => type.Name == name);
}
