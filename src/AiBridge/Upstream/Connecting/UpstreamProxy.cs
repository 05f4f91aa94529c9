using System.Net;
using AiBridge.Configuration;

namespace AiBridge.Upstream.Connecting;

/// <summary>The forward proxy in force, as connections ask for it. A change holds for the next call; open connections to another one are not used any more.</summary>
internal sealed partial class UpstreamProxy : IWebProxy, ICredentials
{
    private readonly ConfigurationInputs _inputs;
    private readonly ILogger<UpstreamProxy> _logger;
    private volatile ForwardProxy _current;

    public UpstreamProxy(LiveConfiguration configuration, ConfigurationInputs inputs, ILogger<UpstreamProxy> logger)
    {
        (_inputs, _logger) = (inputs, logger);
        _current = Read(configuration.Current);
        Log.InForce(logger, _current.ToString());
        configuration.Changed += Change;
    }

    /// <summary>Itself: which credentials a proxy gets is asked for each time.</summary>
    public ICredentials? Credentials
    {
        get => this;
        set => throw new NotSupportedException();
    }

    public Uri? GetProxy(Uri destination) => _current.For(destination);

    public bool IsBypassed(Uri host) => GetProxy(host) is null;

    public NetworkCredential? GetCredential(Uri uri, string authType) => _current.CredentialFor(uri);

    private void Change(BridgeOptions options)
    {
        var former = _current.ToString();
        _current = Read(options);
        if (_current.ToString() != former)
            Log.InForce(_logger, _current.ToString());
    }

    // Faults were found when the configuration was read.
    private ForwardProxy Read(BridgeOptions options) => ForwardProxy.Read(options.Network.Proxy, _inputs, new ConfigurationFaults());

    private static partial class Log
    {
        [LoggerMessage(1840, LogLevel.Information, "Upstreams are reached {Proxy}")]
        public static partial void InForce(ILogger logger, string proxy);
    }
}
