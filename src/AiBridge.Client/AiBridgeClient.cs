using System.Diagnostics.CodeAnalysis;
using AiBridge.Contracts.Ai;

namespace AiBridge.Client;

/// <summary>A bridge, from outside. One for the whole program: it may be used from many threads at once.</summary>
public sealed class AiBridgeClient : IDisposable
{
    /// <summary>The name of the <see cref="HttpClient"/> that <see cref="AiBridgeClientRegistration.AddAiBridgeClient"/> makes for calls that may be repeated and have a time limit.</summary>
    public const string CallsClientName = "AiBridge";

    /// <summary>The name of the one for chats and for streams, which no handler of resilience may stand before.</summary>
    public const string StreamsClientName = "AiBridge.Streams";

    private readonly ApiConnection _api;
    private readonly HttpClient? _own;

    /// <summary>With connections of its own.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The handler goes with its client.")]
    public AiBridgeClient(AiBridgeClientOptions options)
        : this(options, new HttpClient(Connections.NewHandler()) { Timeout = Timeout.InfiniteTimeSpan }) => _own = _api.OfCalls();

    /// <summary>Over connections of the caller's. The <see cref="HttpClient"/> should have no time limit: that would end streams, too.</summary>
    public AiBridgeClient(AiBridgeClientOptions options, HttpClient http)
        : this(options, () => http, () => http)
    {
    }

    internal AiBridgeClient(AiBridgeClientOptions options, Func<HttpClient> calls, Func<HttpClient> streams)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (string.IsNullOrWhiteSpace(options.Token))
            throw new ArgumentException($"{nameof(AiBridgeClientOptions)}.{nameof(AiBridgeClientOptions.Token)} must be a bridge token.", nameof(options));
        _api = new ApiConnection(options.Root, options.Token, calls, streams) { Clock = options.Clock };
        (Ai, Providers, AiProviders, Secrets, Projects) = (new(_api), new(_api), new(_api), new(_api), new(_api));
        (Tokens, Interceptions, Sessions, Usage, Audit) = (new(_api), new(_api), new(_api), new(_api), new(_api));
    }

    /// <summary>Chat with the model that the project is configured for, whose ever it is.</summary>
    public AiClient Ai { get; }

    /// <summary>Server-wide providers.</summary>
    public ProvidersClient Providers { get; }

    /// <summary>A project's own providers.</summary>
    public AiProvidersClient AiProviders { get; }

    public SecretsClient Secrets { get; }

    public ProjectsClient Projects { get; }

    public TokensClient Tokens { get; }

    /// <summary>What was recorded, and what happens now.</summary>
    public InterceptionsClient Interceptions { get; }

    public SessionsClient Sessions { get; }

    public UsageClient Usage { get; }

    public AuditClient Audit { get; }

    /// <summary>What there is to call, and the addresses to give to agents.</summary>
    public Task<DiscoveryDto> DiscoverAsync(CancellationToken cancellation = default) => _api.GetAsync<DiscoveryDto>("v1", cancellation);

    public void Dispose() => _own?.Dispose();
}
