using AiBridge.Secrets;

namespace AiBridge.Exchanges;

/// <summary>The caller's own upstream credential: goes out in the header it came in.</summary>
/// <param name="Header">The request header it was sent in.</param>
/// <param name="Value">The header's whole value.</param>
internal sealed record ByokCredential(string Header, Secret Value)
{
    /// <summary>The value without <c>Bearer</c>.</summary>
    public Secret Credential => Value.Reveal() is var value && value.LastIndexOf(' ') is >= 0 and var space ? new Secret(value[(space + 1)..]) : Value;

    /// <summary>The masked credential.</summary>
    public string Hint => Credential.Hint;
}
