using AiBridge.Providers.Health;
using AiBridge.Upstream.Dumping;
using AiBridge.Upstream.Probing;

namespace AiBridge.Upstream;

/// <summary>What stands between the forwarder and the wire, outermost first.</summary>
internal sealed class UpstreamHandlers(ProviderHealth health, KeyChoice keys, KeyProbes probes, OAuthTokens tokens, TrafficDump dump, TimeProvider clock)
{
    /// <param name="wire">Sends.</param>
    public HttpMessageHandler Over(HttpMessageHandler wire) => new UpstreamCall(health, keys, probes, tokens, clock)
    {
        InnerHandler = new DumpHandler(dump) { InnerHandler = wire },
    };
}
