namespace AiBridge.Upstream.Dumping;

/// <summary>The last handler before the wire: where a provider has a <c>DumpDirectory</c>, each call leaves what was sent and what came as two files.</summary>
internal sealed class DumpHandler(TrafficDump dump) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.Options.TryGetValue(ExchangeOption.Key, out var exchange) || exchange.Provider.Options.DumpDirectory is null)
            return base.SendAsync(request, cancellationToken);
        return SendAsync(new DumpedCall(dump, exchange), request, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(DumpedCall call, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        call.Sent(request);
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        response.Content = new DumpedContent(response.Content, call.Came(response));
        return response;
    }
}
