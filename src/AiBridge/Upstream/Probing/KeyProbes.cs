using AiBridge.Configuration;
using AiBridge.Protocols;
using AiBridge.Providers;
using AiBridge.Providers.Health;

namespace AiBridge.Upstream.Probing;

/// <summary>
/// The bridge's own question whether an upstream still takes a key, asked when it has refused a caller's call with it: in the
/// background, with nothing of the caller's request in it, so that the answer is about the key alone.
/// </summary>
internal sealed partial class KeyProbes(TimeProvider clock, ILogger<KeyProbes> logger)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    /// <summary>Asks, unless that key was asked for lately.</summary>
    /// <param name="provider">Whose key it is.</param>
    /// <param name="key">Was refused.</param>
    /// <param name="send">Makes the call, over the connections of the provider's requests.</param>
    /// <param name="rejected">Told when the key is refused for all.</param>
    public void Begin(ProviderInstance provider, KeyState key, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send, Action<KeyState> rejected)
    {
        if (!key.TryBeginProbe())
            return;
        using (ExecutionContext.SuppressFlow())
            _ = Task.Run(() => ProbeAsync(provider, key, send, rejected));
    }

    /// <summary>The key is refused for all: told once a time.</summary>
    public void Rejected(ProviderInstance provider, KeyState key) => Log.Rejected(logger, provider.Name, key.Secret.Hint, key.Report().Until);

    private async Task ProbeAsync(ProviderInstance provider, KeyState key, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send, Action<KeyState> rejected)
    {
        var (began, refused) = (clock.GetTimestamp(), false);
        try
        {
            refused = await IsRefusedAsync(provider, key, send);
        }
        catch (Exception fault)
        {
            Log.NotAnswered(logger, provider.Name, key.Secret.Hint, fault.GetType().Name);
        }

        if (key.EndProbe(refused, began))
            rejected(key);
    }

    private async Task<bool> IsRefusedAsync(ProviderInstance provider, KeyState key, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send)
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        foreach (var target in ProbeRequests.ListTargets(provider.Type))
        {
            using var request = ProbeRequests.List(provider, target, ProductVersion.Text);
            Credentials.Apply(request, provider, key.Secret);
            using var response = await send(request, limit.Token);
            if ((int)response.StatusCode is not (404 or 405))
                return AnswerStatus.Of((int)response.StatusCode).Cause == AnswerCause.Credential;
        }

        return false;
    }

    private static partial class Log
    {
        [LoggerMessage(1830, LogLevel.Warning, "The upstream of provider {ProviderName} refuses the key {CredentialHint} whoever calls; it is tried again at {NextTry}")]
        public static partial void Rejected(ILogger logger, string providerName, string credentialHint, DateTimeOffset? nextTry);

        [LoggerMessage(1831, LogLevel.Debug, "The upstream of provider {ProviderName} did not say whether it takes the key {CredentialHint}: {Cause}")]
        public static partial void NotAnswered(ILogger logger, string providerName, string credentialHint, string cause);
    }
}
