using AiBridge.Contracts.Providers;
using AiBridge.Exchanges;
using AiBridge.Providers;
using AiBridge.Providers.Health;
using AiBridge.Secrets;

namespace AiBridge.Upstream.Probing;

/// <summary>The model lists of the last minute. A provider that was changed is asked anew.</summary>
internal sealed class ModelLists(ProbeCalls calls, ProviderHealth health, TimeProvider clock)
{
    private const int MostLists = 200;

    private static readonly TimeSpan Life = TimeSpan.FromSeconds(60);

    private readonly LruCache<string, Known> _lists = new(MostLists, Life, clock);

    /// <exception cref="ProviderProbeException">There is none to be had.</exception>
    public async Task<ProviderProbeModels> GetAsync(ProviderInstance provider, CancellationToken cancellation)
    {
        var (now, until) = (clock.GetUtcNow(), clock.After(Life));
        if (_lists.TryGet(provider.QualifiedName, out var known) && ReferenceEquals(known.Of, provider) && known.Until > clock.GetTimestamp())
            return known.Models;
        var items = await AskAsync(provider, cancellation);
        health.Models.Listed(provider, items.Count);
        var models = new ProviderProbeModels(items, now, Cached: false);
        _lists.Set(provider.QualifiedName, new Known(provider, models with { Cached = true }, until));
        return models;
    }

    private async Task<IReadOnlyList<ProviderProbeModel>> AskAsync(ProviderInstance provider, CancellationToken cancellation)
    {
        if (!provider.Type.Routable)
            throw ProviderProbeException.Of(BridgeError.TypeNotSupported(provider.Name, provider.Type.Name));
        if (provider.Auth == ProviderAuth.ApiKey && provider.Keys.Count == 0)
            throw ProviderProbeException.Of(Credentials.Missing(provider).Error);
        ProbeAnswer? answer = null;
        foreach (var key in Order(provider))
        {
            answer = await calls.ListAsync(provider, key, cancellation);
            if (!answer.IsOfTheKey)
                break;
        }

        if (answer!.Code is { } code)
            throw new ProviderProbeException(StatusCodes.Status502BadGateway, code == "upstream_timeout" ? "upstream_unreachable" : code, Words(answer));
        return ModelListReader.Read(answer)
            ?? throw new ProviderProbeException(StatusCodes.Status502BadGateway, "upstream_error", answer.Error is null ? "The upstream's answer is no model list." : Words(answer));
    }

    // Keys that have done well lately come first.
    private IEnumerable<Secret?> Order(ProviderInstance provider) =>
        provider.Keys.Count == 0 ? new Secret?[1] : health.KeysOf(provider).Keys.OrderBy(key => key.IsRejected).Select(key => (Secret?)key.Secret);

    private static string Words(ProbeAnswer answer) => $"The model list could not be read. {answer.Error}";

    private sealed record Known(ProviderInstance Of, ProviderProbeModels Models, long Until);
}
