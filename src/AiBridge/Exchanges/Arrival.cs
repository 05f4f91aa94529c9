using AiBridge.Projects;
using AiBridge.Protocols.Families;
using AiBridge.Providers;

namespace AiBridge.Exchanges;

/// <summary>What is known of a request under a provider's name before its caller is: read from the raw target, never from the decoded path.</summary>
/// <param name="ProviderName">The first segment.</param>
/// <param name="Path">Raw path after the name; empty, or begins with <c>/</c>.</param>
/// <param name="Query">Raw query with its <c>?</c>; empty without one.</param>
internal sealed record Arrival(string ProviderName, string Path, string Query)
{
    /// <summary>How errors are told on this path; until the caller is known, as the server-wide provider tells them.</summary>
    public required ErrorFamily Family { get; set; }

    /// <summary>Set by the ingress stage.</summary>
    public Caller? Caller { get; set; }

    /// <summary>What the name means in the caller's project; set by the ingress stage, null when that is nothing.</summary>
    public ProviderInstance? Provider { get; set; }

    /// <summary>The caller's own upstream credential, when it brought one.</summary>
    public ByokCredential? Byok { get; set; }
}
