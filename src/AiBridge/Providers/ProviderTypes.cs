using AiBridge.Protocols;
using AiBridge.Protocols.AnthropicMessages;
using AiBridge.Protocols.OpenAiChat;
using AiBridge.Protocols.OpenAiResponses;

namespace AiBridge.Providers;

/// <summary>The table of provider types. A new type is one row (and its name in the configuration schema).</summary>
internal static class ProviderTypes
{
    private const string V1 = "/v1";

    private static readonly WireProtocol Messages = AnthropicMessagesProtocol.Instance;
    private static readonly WireProtocol Chat = OpenAiChatProtocol.Instance;
    private static readonly WireProtocol Responses = OpenAiResponsesProtocol.Instance;

    private static readonly RouteRule[] AnthropicRoutes =
    [
        new("/v1/messages", Messages),
        new("/v1/models", null, CentralAccess.GetOrHead),
        new("/v1/models/{**}", null, CentralAccess.GetOrHead),
        new("/v1/messages/count_tokens", null, CentralAccess.Post),
        new("/api/event_logging/{**}", null, CentralAccess.Post),
        new("/api/hello", null),
    ];

    private static readonly RouteRule[] OpenAiRoutes =
    [
        new("/chat/completions", Chat),
        new("/responses", Responses),
        new("/responses/compact", Responses, Auxiliary: true),
        new("/models", null, CentralAccess.GetOrHead),
        new("/models/{**}", null, CentralAccess.GetOrHead),
        new("/conversations", null, CentralAccess.Never),
        new("/conversations/{**}", null, CentralAccess.Never),
        new("/responses/input_tokens", null, CentralAccess.Post, StoredAs: Responses),
        new("/responses/{**}", null, CentralAccess.OwnedResponses, StoredAs: Responses),
    ];

    private static readonly RouteRule[] CompatibleRoutes =
    [
        .. OpenAiRoutes,
        new("/messages", Messages),
        new("/messages/count_tokens", null, CentralAccess.Post),
    ];

    private static readonly RouteRule[] CopilotRoutes =
    [
        new("/chat/completions", Chat),
        new("/responses", Responses),
        new("/v1/messages", Messages),
        new("/models", null, CentralAccess.GetOrHead),
        new("/models/{**}", null, CentralAccess.GetOrHead),
        new("/agents/{**}", null),
        new("/mcp/{**}", null),
        new("/.well-known/{**}", null),
    ];

    private static readonly RouteRule[] OllamaRoutes =
    [
        new("/v1/chat/completions", Chat),
        new("/v1/responses", Responses),
        new("/v1/messages", Messages),
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
        new("openai", V1, "https://api.openai.com/v1", ErrorFamily.OpenAi, ProviderAuth.ApiKey, false, OpenAiRoutes) { OutputLimit = "max_completion_tokens" },
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
