using AiBridge.Secrets;

namespace AiBridge.Exchanges;

/// <summary>The caller's own upstream credential: goes out in the header it came in.</summary>
/// <param name="Header">The request header it was sent in.</param>
/// <param name="Value">The header's whole value.</param>
internal sealed record ByokCredential(string Header, Secret Value)
{
    /// <summary>The credential without <c>Bearer</c>.</summary>
    public Secret Bare
    {
        get
        {
            var value = Value.Reveal();
            var space = value.LastIndexOf(' ');
            return space < 0 ? Value : new Secret(value[(space + 1)..]);
        }
    }

    /// <summary>The masked credential, without <c>Bearer</c>.</summary>
    public string Hint => Bare.Hint;
}
