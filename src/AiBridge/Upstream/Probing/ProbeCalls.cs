using AiBridge.Contracts.Providers;
using AiBridge.Exchanges;
using AiBridge.Protocols.Json;
using AiBridge.Providers;
using AiBridge.Secrets;
using Yarp.ReverseProxy;

namespace AiBridge.Upstream.Probing;

/// <summary>Makes a probe's calls with the client of the provider's own cluster. Never throws for what the upstream does.</summary>
internal sealed class ProbeCalls(IProxyStateLookup proxy, OAuthTokens tokens, TimeProvider clock)
{
    private const int LargestAnswer = 8 * 1024 * 1024;

    /// <summary>Whose calls these are, beside the callers' ids.</summary>
    private const string Management = "management";

    /// <summary>The model list.</summary>
    public async Task<ProbeAnswer> ListAsync(ProviderInstance provider, Secret? key, CancellationToken cancellation)
    {
        ProbeAnswer? answer = null;
        foreach (var target in ProbeRequests.ListTargets(provider.Type))
        {
            answer = await CallAsync(provider, key, () => ProbeRequests.List(provider, target), cancellation);
            if (answer.Status is not (404 or 405))
                break;
        }

        return answer ?? new ProbeAnswer(404, null, "not_found: the provider's type has no model list", [], TimeSpan.Zero);
    }

    /// <summary>One token of the model.</summary>
    public async Task<ProbeAnswer> AskModelAsync(ProviderInstance provider, Secret? key, string model, CancellationToken cancellation)
    {
        var answer = await CallAsync(provider, key, () => ProbeRequests.AskModel(provider, model), cancellation) with { Model = model };
        return JsonValue.TryReadObject(answer.Body, out _) ? answer : answer.ButIsNo("JSON object");
    }

    private async Task<ProbeAnswer> CallAsync(ProviderInstance provider, Secret? key, Func<HttpRequestMessage> make, CancellationToken cancellation)
    {
        var began = clock.GetTimestamp();
        string? hint = null;
        try
        {
            if (provider.Auth != ProviderAuth.OAuth)
                return await SendAsync(provider, key, make);
            var token = await tokens.GetAsync(provider, refused: null, cancellation);
            var answer = await SendAsync(provider, token, make);
            if (!answer.IsRefused || !tokens.MayRenew(provider, token, Management))
                return answer;
            answer = await SendAsync(provider, await tokens.GetAsync(provider, token, cancellation), make);
            if (!answer.IsRefused)
                tokens.Renewed(provider, Management);
            return answer;
        }
        catch (Exception fault)
        {
            var error = UpstreamException.Of(fault, provider.Name, limitPassed: fault is OperationCanceledException).Error;
            return new ProbeAnswer(null, error.Code, ProbeAnswer.Message(error), [], clock.GetElapsedTime(began)) { Hint = hint ?? key?.Hint };
        }

        async Task<ProbeAnswer> SendAsync(ProviderInstance provider, Secret? credential, Func<HttpRequestMessage> make)
        {
            using var request = make();
            hint = provider.Type.ByokOnly ? null : Credentials.Apply(request, provider, credential);
            using var response = await Client(provider).SendAsync(request, cancellation);
            var status = (int)response.StatusCode;
            var body = status < 300 ? await ReadAsync(response, cancellation) : [];
            return new ProbeAnswer(status, null, ProbeAnswer.ErrorOf(status), body, clock.GetElapsedTime(began)) { Hint = hint };
        }
    }

    private HttpMessageInvoker Client(ProviderInstance provider) => proxy.TryGetCluster(provider.ClusterId, out var cluster) && cluster.Model.HttpClient is { } client
        ? client
        : throw new UpstreamException(BridgeError.Unreachable(provider.Name));

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await response.Content.LoadIntoBufferAsync(LargestAnswer, cancellation);
        return await response.Content.ReadAsByteArrayAsync(cancellation);
    }
}
