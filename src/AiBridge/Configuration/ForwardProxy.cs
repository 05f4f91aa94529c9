using System.Net;

namespace AiBridge.Configuration;

/// <summary>
/// <c>Network:Proxy</c>, read: which forward proxy leads to which upstream. Its own reading of the usual variables, since the
/// framework's only knows the process's own environment and takes no part of a faulty one for a fault.
/// </summary>
internal sealed class ForwardProxy
{
    private const string KeyPath = "Network:Proxy";
    private const string Rule = "must be env, none, or a proxy's address such as http://proxy.example:3128 (also https, socks4, socks4a or socks5)";

    private readonly ProxyAddress? _http;
    private readonly ProxyAddress? _https;
    private readonly ProxyBypass _bypass;
    private readonly string _words;

    private ForwardProxy(ProxyAddress? http, ProxyAddress? https, ProxyBypass bypass, string words) =>
        (_http, _https, _bypass, _words) = (http, https, bypass, words);

    /// <summary>What is wrong is added to the faults; it then leads nowhere.</summary>
    public static ForwardProxy Read(string setting, ConfigurationInputs inputs, ConfigurationFaults faults)
    {
        var noProxy = Variable("NO_PROXY", inputs);
        var bypass = new ProxyBypass(noProxy?.Value);
        if (setting.Equals("none", StringComparison.OrdinalIgnoreCase))
            return new ForwardProxy(null, null, bypass, "directly (Network:Proxy is none)");
        var exceptions = noProxy is null ? "" : $", but directly where {noProxy.Name} says so";
        if (setting.Equals("env", StringComparison.OrdinalIgnoreCase))
            return OfEnvironment(inputs, faults, bypass, exceptions);
        var before = faults.Count;
        var value = KeySource.Resolve(setting, KeyPath, inputs, faults);
        var address = value is null ? null : ProxyAddress.Parse(value);
        if (address is null && faults.Count == before)
            faults.Add(KeyPath, value is null ? "names an environment variable that is not set" : Rule);
        return new ForwardProxy(address, address, bypass, $"through {address}{exceptions}");
    }

    /// <summary>The proxy on the way to a target; null for the direct way.</summary>
    public Uri? For(Uri target) => (target.Scheme == Uri.UriSchemeHttp ? _http : _https) is { } proxy && !_bypass.Holds(target) ? proxy.Uri : null;

    public NetworkCredential? CredentialFor(Uri proxy) => new[] { _https, _http }.FirstOrDefault(known => known?.Uri == proxy)?.Credential;

    /// <summary>How upstreams are reached, free of credentials.</summary>
    public override string ToString() => _words;

    private static ForwardProxy OfEnvironment(ConfigurationInputs inputs, ConfigurationFaults faults, ProxyBypass bypass, string exceptions)
    {
        var (http, httpWords) = Of("HTTP_PROXY");
        var (https, httpsWords) = Of("HTTPS_PROXY");
        var words = (http, https) switch
        {
            (null, null) => "directly (Network:Proxy is env, and no proxy variable is set)",
            (null, _) => $"https through {httpsWords}, http directly{exceptions}",
            (_, null) => $"http through {httpWords}, https directly{exceptions}",
            _ => $"https through {httpsWords}, http through {httpWords}{exceptions}",
        };
        return new ForwardProxy(http, https, bypass, words);

        (ProxyAddress? Address, string Words) Of(string name)
        {
            if ((Variable(name, inputs) ?? Variable("ALL_PROXY", inputs)) is not { } variable)
                return (null, "");
            var address = ProxyAddress.Parse(variable.Value);
            if (address is null)
                faults.Add(KeyPath, $"is env, and the variable {variable.Name} is no proxy's address such as http://proxy.example:3128");
            return (address, $"{address} ({variable.Name})");
        }
    }

    private static ProxyVariable? Variable(string name, ConfigurationInputs inputs) => new[] { name.ToLowerInvariant(), name }
        .Select(known => new ProxyVariable(known, inputs.Environment.GetValueOrDefault(known, "").Trim()))
        .FirstOrDefault(variable => variable.Value.Length > 0);

    private sealed record ProxyVariable(string Name, string Value);
}
