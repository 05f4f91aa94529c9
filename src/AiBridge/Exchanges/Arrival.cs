using AiBridge.Providers;

namespace AiBridge.Exchanges;

/// <summary>What is known of a request under a provider's name before its caller is: read from the raw target, never from the decoded path.</summary>
/// <param name="ProviderName">The first segment.</param>
/// <param name="Path">Raw path after the name; empty, or begins with <c>/</c>.</param>
/// <param name="Query">Raw query with its <c>?</c>; empty without one.</param>
/// <param name="Family">The shape errors take.</param>
internal sealed record Arrival(string ProviderName, string Path, string Query, ErrorFamily Family)
{
    /// <summary>Set by the ingress stage.</summary>
    public Caller? Caller { get; set; }

    /// <summary>The caller's own upstream credential, when it brought one.</summary>
    public ByokCredential? Byok { get; set; }
}
