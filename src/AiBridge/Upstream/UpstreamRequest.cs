using AiBridge.Contracts.Providers;
using AiBridge.Exchanges;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Transforms;

namespace AiBridge.Upstream;

/// <summary>Step 12: makes the upstream request's address and headers out of the client's; hands the exchange to the handlers below.</summary>
internal sealed class UpstreamRequest : RequestTransform
{
    public static readonly HttpRequestOptionsKey<Exchange> ExchangeKey = new("AiBridge.Exchange");

    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public override ValueTask ApplyAsync(RequestTransformContext context)
    {
        var exchange = context.HttpContext.Exchange();
        var provider = exchange.Provider;
        context.ProxyRequest.Options.Set(ExchangeKey, exchange);
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
        var trace = exchange.Provider.Options.PropagateTrace;
        foreach (var (name, values) in headers)
        {
            if (HeaderRules.GoesUpstream(name, trace) && !HeaderRules.IsNominated(connection, name))
                AddHeader(context, name, values);
        }
    }
}
