using AiBridge.Contracts.Providers;
using AiBridge.Projects;
using AiBridge.Protocols;
using AiBridge.Providers;
using AiBridge.Secrets;

namespace AiBridge.Exchanges;

/// <summary>
/// One request/response pair in flight: the object in which the stages meet. Each stage fills its own part, in the order of
/// <c>ProxyPipeline</c>; nothing here is shared between requests.
/// </summary>
internal sealed class Exchange(Guid id, ProviderInstance provider, RouteMatch route, Caller caller, DateTimeOffset startedAt, TimeProvider clock)
{
    private const int LongestScope = 256;

    /// <summary>Characters of a prompt that are kept once it is recorded: more than a span shows.</summary>
    private const int LongestShown = 20 * 1024;

    /// <summary>Shorter values of configured headers (a version, a flag) are no secrets, and stand in ordinary words too.</summary>
    private const int ShortestSecretHeader = 8;

    /// <summary>Shorter credentials are placeholders ("none"), and would be found in every other word.</summary>
    private const int ShortestSecret = 5;

    private readonly long _startedTimestamp = clock.GetTimestamp();
    private Action<Exchange, ExchangeOutcome>? _closed;
    private Action<Exchange>? _identified;
    private Action<ErrorClass, Exception?>? _upstreamDied;
    private int _isClosed;
    private long _observed;

    /// <summary>UUIDv7.</summary>
    public Guid Id { get; } = id;

    /// <summary>Of the trace that the request is part of, 32 hexadecimal digits; null where nobody asks.</summary>
    public string? TraceId { get; init; }

    public DateTimeOffset StartedAt { get; } = startedAt;

    public ProviderInstance Provider { get; } = provider;

    public RouteMatch Route { get; } = route;

    public Caller Caller { get; } = caller;

    /// <summary>The caller's own upstream credential; null when the provider's is used.</summary>
    public ByokCredential? Byok { get; init; }

    public CredentialKind CredentialKind => Byok is null ? CredentialKind.Centralized : CredentialKind.Byok;

    /// <summary>The masked form of the last credential tried.</summary>
    public string? CredentialHint { get; set; }

    /// <summary>The SHA-256 of the central key tried last; null for every other credential.</summary>
    public string? KeyId { get; set; }

    /// <summary>The access token tried last; null for every other credential.</summary>
    public Secret? AccessToken { get; set; }

    /// <summary>Whatever may have been presented to the upstream.</summary>
    public IEnumerable<Secret> Credentials
    {
        get
        {
            foreach (var key in Provider.Keys)
                yield return key;
            if (Provider.CustomHeaderValue is { } custom)
                yield return custom;
            foreach (var value in Provider.Headers.Values)
            {
                if (value.Length >= ShortestSecretHeader)
                    yield return new Secret(value);
            }

            if (AccessToken is { } token)
                yield return token;
            if (Byok is { } own)
                yield return own.Credential;
        }
    }

    /// <summary>Whether a call of the provider may carry what is not the caller's to know.</summary>
    public bool HasProviderSecrets => (Byok is null && Provider.Auth != ProviderAuth.None) || Provider.Headers.Count > 0;

    /// <summary>The provider's own of what was presented to it: its credential, unless the caller's stood in its place, and what its configured headers hold of secrets.</summary>
    public IEnumerable<Secret> ProviderSecrets => OwnCredentials().Concat(UpstreamHeaderRules.SecretsIn(Provider.Headers))
        .Where(secret => secret.Reveal().Length >= ShortestSecret);

    /// <summary>The buffered request body; null when the request has none, and once nothing will be sent again.</summary>
    public RequestBody? Body { get; set; }

    /// <summary>What all requests together may keep in memory; null: nobody counts it.</summary>
    public BufferBudget? Buffers { get; set; }

    public RequestFacts Request { get; set; } = RequestFacts.None;

    /// <summary>The model as limits and circuits are told apart by it; empty without one. Cut: clients choose the name, and it is kept for long.</summary>
    public string ModelScope => CutText.To(Request.Model ?? "", LongestScope);

    public ClientFacts Client { get; set; } = ClientFacts.Unknown;

    /// <summary>The number of the conversation that it belongs to, once it was reckoned.</summary>
    public long? Conversation { get; set; }

    /// <summary>What keeps its conversation on a key, once it was reckoned.</summary>
    public UInt128? Session { get; set; }

    public string? UserAgent { get; set; }

    public long RequestBytes { get; set; }

    /// <summary>The client sent a body that is not sent on.</summary>
    public bool WithholdsBody { get; set; }

    /// <summary>From the start until the request was read; null before.</summary>
    public TimeSpan? RequestReadAt { get; set; }

    /// <summary>From the start until the upstream was first called; null before.</summary>
    public TimeSpan? SentAt { get; set; }

    /// <summary>From the start until the upstream's last byte was read; null before, and where nobody looks.</summary>
    public TimeSpan? AnswerReadAt { get; set; }

    /// <summary>The facts of the response; filled while it is relayed, null before it began.</summary>
    public ResponseFacts? Response { get; set; }

    public long ResponseBytes { get; set; }

    /// <summary>From the start to the first part of a streamed answer that is output: text, a thought, a tool's input. Null for other answers.</summary>
    public TimeSpan? TimeToFirstToken { get; set; }

    public Observation Observation { get; set; }

    public List<UpstreamAttempt> Attempts { get; } = [];

    public TimeSpan Elapsed => clock.GetElapsedTime(_startedTimestamp);

    /// <summary>What the answer that is given was found to be where its words say more than its status: the account cannot pay. Null elsewhere.</summary>
    public ErrorClass? AnswerError { get; set; }

    /// <summary>Who shows it to those who watch, once it is recorded.</summary>
    public LiveCalls? Watchers { get; set; }

    /// <summary>What they are shown; null while nobody has watched.</summary>
    public LiveCall? Live { get; set; }

    /// <summary>Somebody waits for the end.</summary>
    public bool IsAwaited => _closed is not null;

    /// <summary>Adds what is to be done at the end, once, before the client is given it; the recording stage makes the end durable so.</summary>
    public void OnClosed(Action<Exchange, ExchangeOutcome> callback) => _closed += callback;

    /// <summary>Adds what is to be done, once, when a stream has told its response's id, before the client knows it.</summary>
    public void OnIdentified(Action<Exchange> callback) => _identified += callback;

    /// <summary>Adds what is to be done when a response that had begun dies: upstream gone, silent, or without its terminal event. With the connection's fault where it had one.</summary>
    public void OnUpstreamDied(Action<ErrorClass, Exception?> callback) => _upstreamDied += callback;

    /// <summary>Lets go of the request body: a long answer must not keep it, and nothing will be sent again.</summary>
    public void ReleaseBody()
    {
        Body?.Release();
        Body = null;
    }

    /// <summary>Memory for an observer of this exchange; null when there is no room.</summary>
    public BufferBlock? TryRent(int bytes) => Buffers is { } buffers ? buffers.TryRent(Caller.Token.Id, bytes, BufferUse.Observer) : BufferBlock.OfPool(bytes);

    /// <summary>Counts memory of an observer that lies somewhere else, until <see cref="ReturnObserved"/>; false when there is no room.</summary>
    public bool TryObserve(long bytes)
    {
        if (Buffers?.TryTake(Caller.Token.Id, bytes, BufferUse.Observer) == false)
            return false;
        Interlocked.Add(ref _observed, bytes);
        return true;
    }

    /// <summary>The prompt is on disk, or will never be: a long answer must not keep it.</summary>
    public void LetGoOfPrompt()
    {
        if (Request.Prompt is not { Length: > LongestShown } prompt)
            return;
        Request = Request with { Prompt = CutText.To(prompt, LongestShown) };
        ReturnObserved();
    }

    /// <summary>Nothing is observed any more.</summary>
    public void ReturnObserved()
    {
        if (Interlocked.Exchange(ref _observed, 0) is > 0 and var bytes)
            Buffers?.Return(Caller.Token.Id, bytes);
    }

    /// <summary>Closes the exchange; only the first call counts.</summary>
    public void Close(ExchangeOutcome outcome)
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
            _closed?.Invoke(this, outcome);
    }

    /// <summary>The response's id is known.</summary>
    public void Identified()
    {
        var callback = _identified;
        _identified = null;
        callback?.Invoke(this);
    }

    /// <summary>The response has died.</summary>
    public void UpstreamDied(ErrorClass error, Exception? fault) => _upstreamDied?.Invoke(error, fault);

    private List<Secret> OwnCredentials()
    {
        if (Byok is not null)
            return [];
        List<Secret> own = [.. Provider.Keys];
        if (Provider.CustomHeaderValue is { } custom)
            own.AddRange(UpstreamHeaderRules.PartsOf(custom.Reveal()));
        if (AccessToken is { } token)
            own.Add(token);
        return own;
    }
}
