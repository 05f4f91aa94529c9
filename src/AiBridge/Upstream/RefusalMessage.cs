using AiBridge.Exchanges;
using AiBridge.Protocols;

namespace AiBridge.Upstream;

/// <summary>What an upstream said when it refused the bridge's credential: the caller is told, because the reason may lie in its request.</summary>
internal static class RefusalMessage
{
    private const int Longest = 280;

    /// <summary>One line, free of credentials; null when there are no words that a person would read.</summary>
    public static string? Of(ResponseError? error, Exchange exchange)
    {
        if (CredentialScrub.Clean(error?.Message, exchange) is not { } words || words.StartsWith('<'))
            return null;
        var line = new string([.. words.Select(c => char.IsControl(c) ? ' ' : c)]).Trim();
        return line.Length == 0 ? null : CutText.To(line, Longest);
    }

    public static BridgeError Quote(BridgeError error, string? words) =>
        words is null ? error : error with { Message = $"{error.Message}. The upstream said: {words}", WithoutQuote = error.Message };
}
