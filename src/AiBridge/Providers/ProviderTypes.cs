using AiBridge.Contracts.Providers;
using AiBridge.Protocols;
using AiBridge.Protocols.AnthropicMessages;
using AiBridge.Protocols.Families;
using AiBridge.Protocols.OpenAiChat;
using AiBridge.Protocols.OpenAiResponses;

namespace AiBridge.Providers;

/// <summary>The table of provider types. A new type is one row.</summary>
internal static class ProviderTypes
{
    /// <summary>The base for clients where it is not the name alone.</summary>
    public const string V1 = "/v1";

    private static readonly ApiFamily Anthropic = AnthropicFamily.Instance;
    private static readonly ApiFamily OpenAi = OpenAiFamily.Instance;
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
        new("anthropic", "", "https://api.anthropic.com", Anthropic, ProviderAuth.ApiKey, false, AnthropicRoutes),
        new("openai", V1, "https://api.openai.com/v1", OpenAi, ProviderAuth.ApiKey, false, OpenAiRoutes) { OutputLimit = "max_completion_tokens" },
        new("copilot", "", "https://api.individual.githubcopilot.com", OpenAi, ProviderAuth.ApiKey, true, CopilotRoutes),
        new("xai", V1, "https://api.x.ai/v1", OpenAi, ProviderAuth.ApiKey, false, CompatibleRoutes) { GenAiName = "x_ai" },
        new("groq", V1, "https://api.groq.com/openai/v1", OpenAi, ProviderAuth.ApiKey, false, CompatibleRoutes),
        new("gateway", V1, null, OpenAi, ProviderAuth.ApiKey, false, CompatibleRoutes),
        new("custom", V1, null, OpenAi, ProviderAuth.ApiKey, false, CompatibleRoutes),
        new("ollama", "", "http://localhost:11434", OpenAi, ProviderAuth.None, false, OllamaRoutes),
        new("google", "", null, OpenAi, ProviderAuth.ApiKey, false, []) { GenAiName = "gcp.gemini" },
        new("azure", "", null, OpenAi, ProviderAuth.ApiKey, false, []) { GenAiName = "azure.ai.openai" },
        new("bedrock", "", null, OpenAi, ProviderAuth.ApiKey, false, []) { GenAiName = "aws.bedrock" },
    ];

    /// <summary>The family that a path belongs to, before its route is known: <c>/messages</c> is Anthropic's at every provider.</summary>
    /// <param name="type">Null where the provider is not known either.</param>
    /// <param name="path">The raw path after the provider's name.</param>
    public static ApiFamily FamilyOf(ProviderType? type, ReadOnlySpan<char> path) => AnthropicFamily.Owns(path) ? Anthropic : type?.Family ?? OpenAi;

    public static ProviderType? Find(string name) => All.FirstOrDefault(type => type.Name == name);
}
