using AiBridge.Exchanges;
using AiBridge.Secrets;

namespace AiBridge.Interception.Masking;

/// <summary>
/// Hides the provider's own credential in what of an answer is an error: some upstreams repeat the key they refuse, and every caller
/// would read it. A good answer is not searched. No length changes, and only what may be the beginning of a credential waits for what
/// follows it.
/// </summary>
internal sealed class ErrorMask
{
    private readonly Exchange _exchange;
    private SecretSearch? _secrets;
    private readonly ErrorMember? _member;
    private bool _begun;
    private bool _hides;

    private ErrorMask(Exchange exchange, bool isError, bool events) =>
        (_exchange, _hides, Events, _member) = (exchange, isError, events, events || isError ? null : new ErrorMember());

    /// <summary>The body is an event stream: an event of it may be an error.</summary>
    public bool Events { get; }

    private SecretSearch Secrets => _secrets ??= new SecretSearch(_exchange.ProviderSecrets);

    /// <summary>For a body that nobody observes. Null where there is nothing to hide; packed bytes cannot be masked.</summary>
    public static ErrorMask? For(Exchange exchange, HttpResponseMessage response) =>
        exchange.HasProviderSecrets && response.Content.Headers.HasNoEncoding()
            ? new ErrorMask(exchange, (int)response.StatusCode >= 400, response.Content.Headers.IsEventStream())
            : null;

    /// <summary>For one whose observer knows its form.</summary>
    public static ErrorMask? For(Exchange exchange, ResponseObserver observer, int status) =>
        exchange.HasProviderSecrets && observer is not DecodingObserver ? new ErrorMask(exchange, status >= 400, observer.Framing is not null) : null;

    /// <summary>Looks at what has not gone out yet.</summary>
    /// <param name="bytes">Changed in place.</param>
    /// <param name="cutsEvent">They are part of an event that goes out in pieces: what it is may be known too late.</param>
    /// <returns>How many of the last bytes must wait.</returns>
    public int Hide(Span<byte> bytes, bool cutsEvent)
    {
        if (!_begun && !bytes.IsEmpty)
        {
            _begun = true;
            _hides |= !Events && AnswerStart.LooksLikeError(bytes);
        }

        // A response that failed says so behind its id.
        _hides |= _member is { } member && member.IsIn(bytes);
        _hides |= _exchange.Response is { Error: not null };
        return _hides || cutsEvent ? Secrets.Mask(bytes, last: false) : 0;
    }

    /// <summary>Nothing follows the bytes that had to wait.</summary>
    public void HideLast(Span<byte> bytes)
    {
        if (_secrets is not null && !bytes.IsEmpty)
            _secrets.Mask(bytes, last: true);
    }

    /// <summary>Nobody reads the events: whatever follows these bytes is looked into.</summary>
    public void Suspect() => _hides = true;
}
