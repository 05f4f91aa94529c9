using AiBridge.Protocols;

namespace AiBridge.Providers;

/// <summary>One allowed route of a provider type.</summary>
/// <param name="Path">Below the client base, as raw bytes would spell it; ends in <c>/{**}</c> when everything under it is meant.</param>
/// <param name="Protocol">Set on bridged routes (POST only); null is passthrough.</param>
/// <param name="Central">What a central key may do there.</param>
/// <param name="Auxiliary">A bridged route that only serves side requests.</param>
/// <param name="StoredAs">The protocol of the stored responses that a passthrough route is about; null where it is about something else.</param>
internal sealed record RouteRule(
    string Path, WireProtocol? Protocol, CentralAccess Central = CentralAccess.Get, bool Auxiliary = false, WireProtocol? StoredAs = null)
{
    private const string Rest = "/{**}";

    private readonly string _prefix = Path.EndsWith(Rest, StringComparison.Ordinal) ? Path[..^Rest.Length] + "/" : "";

    public bool Bridged => Protocol is not null;

    public bool Matches(ReadOnlySpan<char> path) =>
        _prefix.Length > 0 ? path.StartsWith(_prefix, StringComparison.Ordinal) : path.SequenceEqual(Path);
}

/// <summary>What the provider's own key may do on a passthrough route; with byok any method passes.</summary>
internal enum CentralAccess
{
    Get,
    GetOrHead,
    Post,

    /// <summary>GET, and POST to cancel one; only for response ids that the caller's project was given.</summary>
    OwnedResponses,

    /// <summary>The objects there belong to whoever holds the key: 403.</summary>
    Never,
}

/// <summary>A request path found in the provider type's table.</summary>
/// <param name="Rule">The table's row.</param>
/// <param name="Path">The raw path after the provider's name, as recorded (<c>/v1/messages</c>).</param>
/// <param name="UpstreamTarget">Raw path and query below the provider's base URL, byte for byte as the client wrote them.</param>
internal sealed record RouteMatch(RouteRule Rule, string Path, string UpstreamTarget)
{
    private const string Responses = "/responses/";
    private const string Cancel = "/cancel";

    /// <summary>Set on bridged routes; null is passthrough.</summary>
    public WireProtocol? Protocol => Rule.Protocol;

    /// <summary>The protocol of what is read here; null where nothing is.</summary>
    public WireProtocol? ReadAs => Rule.Protocol ?? Rule.StoredAs;

    public bool Bridged => Rule.Bridged;

    /// <summary>What a central key may do here.</summary>
    public CentralAccess Central => Rule.Central;

    /// <summary>Only serves side requests.</summary>
    public bool Auxiliary => Rule.Auxiliary;

    /// <summary>The path as the table writes it, one for all requests of the route.</summary>
    public string Pattern => Rule.Path;

    /// <summary>The stored response that the path names, as the client wrote it; null on routes of other things, and where it names none.</summary>
    public string? ResponseId
    {
        get
        {
            var below = BelowResponses;
            var slash = below.IndexOf('/');
            var id = slash < 0 ? below : below[..slash];
            return id.Length > 0 ? id : null;
        }
    }

    /// <summary>The stored response is to be cancelled.</summary>
    public bool IsCancel => ResponseId is { } id && BelowResponses.Length == id.Length + Cancel.Length && BelowResponses.EndsWith(Cancel, StringComparison.Ordinal);

    /// <summary>The answer is the stored response itself.</summary>
    public bool ReturnsResponse => (ResponseId is { } id && BelowResponses == id) || IsCancel;

    /// <summary>Passes through, and its body may go on from a stored response or conversation, whose length the answer tells.</summary>
    public bool CountsResponse => Rule is { StoredAs: not null, Central: CentralAccess.Post };

    private string BelowResponses => Central == CentralAccess.OwnedResponses
        ? Path[(Path.IndexOf(Responses, StringComparison.Ordinal) + Responses.Length)..]
        : "";
}
