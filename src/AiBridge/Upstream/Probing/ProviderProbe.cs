using AiBridge.Contracts.Providers;
using AiBridge.Exchanges;
using AiBridge.Providers;
using AiBridge.Providers.Health;
using AiBridge.Secrets;

namespace AiBridge.Upstream.Probing;

/// <summary>What came of asking a provider's upstream with each of its keys.</summary>
/// <param name="Success">With every key; where there is none, whether the upstream answered as it should.</param>
/// <param name="Latency">Of the fastest good answer, else of the fastest at all.</param>
/// <param name="Model">The model that was asked; null when only its list was.</param>
/// <param name="Error">Why not, or for which part not; free of secrets, and nothing the upstream wrote.</param>
/// <param name="Keys">One a key, in order; none for a provider that sends none.</param>
internal sealed record ProviderProbeReport(bool Success, TimeSpan Latency, string? Model, string? Error, IReadOnlyList<ProviderProbeKey> Keys)
{
    public ProviderTestDto ToDto() => new(Success, (long)Latency.TotalMilliseconds, Model, Error, [.. Keys.Select(key => new ProviderTestKeyDto(key.Hint, key.Success, key.Error))]);
}

/// <param name="Hint">The masked key.</param>
/// <param name="Success">The upstream took it and answered.</param>
/// <param name="Error">Why not.</param>
internal sealed record ProviderProbeKey(string Hint, bool Success, string? Error);

/// <summary>
/// Asks a provider's upstream on behalf of management: over the connections, limits and credentials of its requests, but beside
/// their circuits and key states. The one part of the upstream stage that other stages may use.
/// </summary>
internal sealed class ProviderProbe(ProbeCalls calls, ModelLists lists, ProviderHealth health, TimeProvider clock)
{
    private const int AtOnce = 4;

    /// <summary>All of a test, or of a list, together.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    /// <summary>One minimal call with each key. Never throws for what the upstream does.</summary>
    /// <param name="provider">May be disabled.</param>
    /// <param name="model">Asked for one token; null: the model list is asked for, which costs nothing, and the default model only where there is no list.</param>
    /// <param name="cancellation">The caller has left.</param>
    public async Task<ProviderProbeReport> TestAsync(ProviderInstance provider, string? model, CancellationToken cancellation)
    {
        if (!provider.Type.Routable)
            return Without(BridgeError.TypeNotSupported(provider.Name, provider.Type.Name));
        if (provider.Auth == ProviderAuth.ApiKey && provider.Keys.Count == 0 && !provider.Type.ByokOnly)
            return Without(Credentials.Missing(provider).Error);
        using var limit = new CancellationTokenSource(Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        var answers = new ProbeAnswer[Math.Max(1, provider.Keys.Count)];
        await Parallel.ForAsync(0, answers.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (at, _) =>
            answers[at] = await TestAsync(provider, provider.Keys.ElementAtOrDefault(at), model, either.Token));
        cancellation.ThrowIfCancellationRequested();
        return Report(provider, answers);
    }

    /// <summary>The upstream's model list, of the last minute if it was asked for then.</summary>
    /// <exception cref="ProviderProbeException">There is none to be had.</exception>
    public async Task<ProviderProbeModels> ListModelsAsync(ProviderInstance provider, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        var models = await lists.GetAsync(provider, either.Token);
        cancellation.ThrowIfCancellationRequested();
        return models;
    }

    private async Task<ProbeAnswer> TestAsync(ProviderInstance provider, Secret? key, string? model, CancellationToken cancellation)
    {
        if (model is not null)
            return await calls.AskModelAsync(provider, key, model, cancellation);
        var listed = await calls.ListAsync(provider, key, cancellation);
        if (ModelListReader.Read(listed) is { } models)
            health.Models.Listed(provider, models.Count);
        else
            listed = listed.ButIsNo("model list");
        var hasNoList = listed is { Error: not null, Status: 404 or 405 or < 300 };
        return hasNoList && provider.Options.DefaultModel is { } asked ? await calls.AskModelAsync(provider, key, asked, cancellation) : listed;
    }

    private static ProviderProbeReport Report(ProviderInstance provider, ProbeAnswer[] answers)
    {
        // Where callers bring their own credential, a refusal is all that can be hoped for.
        var reached = provider.Type.ByokOnly && answers[0].Status is 401 or 403;
        var good = answers.Where(answer => reached || answer.Error is null).ToArray();
        var keys = answers.Where(answer => answer.Hint is not null).Select(answer => new ProviderProbeKey(answer.Hint!, answer.Error is null, answer.Error)).ToArray();
        var error = good.Length == answers.Length ? null
            : answers.Length == 1 ? answers[0].Error
            : $"{answers.Length - good.Length} of {answers.Length} keys failed; first {answers.First(answer => answer.Error is not null).Error}";
        var latency = (good.Length > 0 ? good : answers).Min(answer => answer.Took);
        return new ProviderProbeReport(error is null, latency, answers.Select(answer => answer.Model).FirstOrDefault(model => model is not null), error, keys);
    }

    private static ProviderProbeReport Without(BridgeError error) => new(false, TimeSpan.Zero, null, ProbeAnswer.Message(error), []);
}
