using AiBridge.Contracts.Providers;
using AiBridge.Exchanges;
using AiBridge.Projects;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Transforms;

namespace AiBridge.Upstream;

/// <summary>Step 12: makes the upstream request's address and headers out of the client's; hands the exchange to the handlers below.</summary>
internal sealed class UpstreamRequest : RequestTransform
{
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public override ValueTask ApplyAsync(RequestTransformContext context)
    {
        var exchange = context.HttpContext.Exchange();
        var provider = exchange.Provider;
        context.ProxyRequest.Options.Set(ExchangeOption.Key, exchange);
        context.ProxyRequest.RequestUri = new Uri(provider.BaseUrl + exchange.Route.UpstreamTarget, in AsWritten);
        context.ProxyRequest.Headers.Host = null;
        CopyHeaders(context, exchange);
        ConfiguredHeaders.AddTo(context.ProxyRequest, provider);
        if (exchange.Route.Bridged && provider.Options.UpstreamEncoding == UpstreamEncoding.Identity)
            ConfiguredHeaders.Set(context.ProxyRequest, HeaderNames.AcceptEncoding, "identity");
        return ValueTask.CompletedTask;
    }

    private static void CopyHeaders(RequestTransformContext context, Exchange exchange)
    {
        var headers = context.HttpContext.Request.Headers;
        var connection = headers.Connection.Count == 0 ? null : headers.Connection.ToString();
        foreach (var (name, values) in headers)
        {
            Check(name, values);
            if (HeaderRules.GoesUpstream(name, exchange) && !HeaderRules.IsNominated(connection, name) && !HoldsToken(name, values))
                AddHeader(context, name, values);
        }
    }

    /// <exception cref="UpstreamException">The header must not be read by anybody.</exception>
    private static void Check(string name, StringValues values)
    {
        foreach (var value in values)
        {
            if (HeaderRules.HasControl(value))
                throw new UpstreamException(BridgeError.InvalidRequest($"the header {name} holds a control character"));
        }
    }

    private static bool HoldsToken(string name, StringValues values)
    {
        foreach (var value in values)
        {
            if (TokenFormat.IsIn(value))
                return true;
        }

        return TokenFormat.IsIn(name);
    }
}
