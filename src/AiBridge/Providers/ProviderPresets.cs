using AiBridge.Contracts.Providers;

namespace AiBridge.Providers;

/// <summary>A well-known upstream, so that adding it takes a name and a key.</summary>
/// <param name="Name">The preset's word, and the provider's name unless another is given.</param>
/// <param name="DisplayName">What people are shown.</param>
/// <param name="Type">The provider type.</param>
/// <param name="BaseUrl">Where it is.</param>
/// <param name="Auth">How the bridge presents itself there.</param>
/// <param name="Description">What it is, and what it needs.</param>
/// <param name="NeedsPrivateNetwork">It runs on this machine or in its network, where providers made at runtime may go only if the server's configuration lets them.</param>
/// <param name="ByokOnly">Callers bring their own credential; there is no central key.</param>
internal sealed record ProviderPreset(
    string Name,
    string DisplayName,
    string Type,
    string BaseUrl,
    ProviderAuth Auth,
    string Description,
    bool NeedsPrivateNetwork = false,
    bool ByokOnly = false);

/// <summary>The table of presets. A new one is one row.</summary>
internal static class ProviderPresets
{
    private const ProviderAuth Key = ProviderAuth.ApiKey;
    private const string Local = " It needs Network:AllowPrivateNetwork, or its host in Network:AllowedHosts, in the server's configuration.";

    public static IReadOnlyList<ProviderPreset> All { get; } =
    [
        new("anthropic", "Anthropic", "anthropic", "https://api.anthropic.com", Key, "Claude models by Anthropic's Messages API."),
        new("openai", "OpenAI", "openai", "https://api.openai.com/v1", Key, "OpenAI's Responses and Chat Completions APIs."),
        new("copilot", "GitHub Copilot", "copilot", "https://api.individual.githubcopilot.com", Key, "GitHub Copilot for individuals; callers bring their GitHub credential.", ByokOnly: true),
        new("copilot-business", "GitHub Copilot Business", "copilot", "https://api.business.githubcopilot.com", Key, "GitHub Copilot Business; callers bring their GitHub credential.", ByokOnly: true),
        new("copilot-enterprise", "GitHub Copilot Enterprise", "copilot", "https://api.enterprise.githubcopilot.com", Key, "GitHub Copilot Enterprise; callers bring their GitHub credential.", ByokOnly: true),
        new("chatgpt", "ChatGPT", "openai", "https://chatgpt.com/backend-api/codex", Key, "Codex with a ChatGPT subscription; callers bring their sign-in.", ByokOnly: true),
        new("ollama", "Ollama", "ollama", "http://localhost:11434", ProviderAuth.None, "Models that Ollama serves on this machine." + Local, NeedsPrivateNetwork: true),
        new("lm-studio", "LM Studio", "custom", "http://localhost:1234/v1", ProviderAuth.None, "Models that LM Studio serves on this machine." + Local, NeedsPrivateNetwork: true),
        new("vllm", "vLLM", "custom", "http://localhost:8000/v1", ProviderAuth.None, "Models that vLLM serves on this machine." + Local, NeedsPrivateNetwork: true),
        new("openrouter", "OpenRouter", "gateway", "https://openrouter.ai/api/v1", Key, "Many vendors' models by one key."),
        new("xai", "xAI", "xai", "https://api.x.ai/v1", Key, "Grok models by xAI."),
        new("groq", "Groq", "groq", "https://api.groq.com/openai/v1", Key, "Open models on Groq's hardware."),
        new("mistral", "Mistral", "custom", "https://api.mistral.ai/v1", Key, "Mistral's models."),
        new("deepseek", "DeepSeek", "custom", "https://api.deepseek.com/v1", Key, "DeepSeek's models."),
        new("together", "Together AI", "gateway", "https://api.together.xyz/v1", Key, "Open models hosted by Together."),
    ];

    public static ProviderPreset? Find(string name) => All.FirstOrDefault(preset => preset.Name == name);
}
