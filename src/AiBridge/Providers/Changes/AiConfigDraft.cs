using System.Text.Json;
using AiBridge.Configuration;
using AiBridge.Projects.Changes;
using AiBridge.Providers.Ai;
using AiBridge.Providers.Stored;
using AiBridge.Secrets;
using AiBridge.Storage.Rows;

namespace AiBridge.Providers.Changes;

/// <summary>A project's configuration as it would be: the body as a whole takes the place of what the row had, but for a key that stays where it is.</summary>
internal sealed class AiConfigDraft(BodyFields body, ProjectAiRow row, ProviderSnapshot now, SecretVault vault)
{
    private readonly string _formerProvider = row.Provider;
    private readonly string? _formerBaseUrl = row.BaseUrl;

    /// <summary>Takes over what the body says; every fault is added to it.</summary>
    /// <returns>The instance of its own, when it would have one.</returns>
    public ProviderInstance? Apply()
    {
        row.Provider = body.RequiredText("provider", 64);
        row.Model = body.Text("model", 256);
        row.MaxTokens = body.WholeNumber("maxTokens", 1, 1_000_000);
        row.BaseUrl = body.Text("baseUrl", 2048)?.TrimEnd('/');
        row.Region = body.Text("region", 64);
        var headers = body.Map("headers", maxItems: 32, maxLength: 8192);
        var given = body.Text("apiKey", 8192);
        var type = ProviderTypes.Find(row.Provider);
        if (row.BaseUrl is not null && UpstreamUrl.Problem(row.BaseUrl) is { } problem)
            body.Fault("baseUrl", problem);
        if (type is null)
            CheckName(headers.Count > 0, given is not null);
        var key = given is not null ? new Secret(given) : type is not null && KeyStays(type) ? vault.Open(row.ApiKey!) : null;
        var keeps = key is null && type is not null && KeyStays(type);
        StoreSecrets(key, keeps, headers, type);
        return type is null ? null : Check(type, new AiSettings { Provider = row.Provider, BaseUrl = row.BaseUrl, ApiKey = key, Headers = headers, SecretUnreadable = keeps });
    }

    /// <summary>Whether it points somewhere else than before. What already points somewhere may stay there when the network's rules have become stricter.</summary>
    public bool MovesTo(ProviderInstance after) =>
        ProviderTypes.Find(_formerProvider) is not { } former || (_formerBaseUrl ?? former.DefaultBaseUrl ?? "").TrimEnd('/') != after.BaseUrl;

    /// <summary>A stored key stays while nobody says a word of it, and type and destination are the same.</summary>
    private bool KeyStays(ProviderType type) =>
        !body.Has("apiKey") && row.ApiKey is not null && row.Provider == _formerProvider
        && SecretDestination.MayGo(SecretDestination.Parse(row.SecretDestination), AiInstance.DestinationOf(row.BaseUrl, type));

    private void CheckName(bool hasHeaders, bool hasKey)
    {
        if (!body.IsFaulted("provider") && now.Find(row.ProjectId, row.Provider) is null)
        {
            body.Fault("provider", $"must be a provider type ({string.Join(", ", ProviderTypes.All.Select(known => known.Name))}) or the name of a provider that the project can reach");
            return;
        }

        foreach (var (field, isGiven) in new[] { ("apiKey", hasKey), ("baseUrl", row.BaseUrl is not null), ("headers", hasHeaders) })
        {
            if (isGiven && !body.IsFaulted("provider"))
                body.Fault(field, "must be absent: provider is the name of a provider, which has its own; name its type instead");
        }
    }

    private void StoreSecrets(Secret? key, bool keeps, IReadOnlyDictionary<string, string> headers, ProviderType? type)
    {
        if (!keeps)
            row.ApiKey = Stored(row.ApiKey, key);
        // Sorted: the same headers are the same text.
        row.Headers = Stored(row.Headers, headers.Count == 0 ? null : new Secret(JsonSerializer.Serialize(headers.OrderBy(header => header.Key, StringComparer.Ordinal).ToDictionary())));
        row.SecretDestination = type is null || (row.ApiKey ?? row.Headers) is null ? null : AiInstance.DestinationOf(row.BaseUrl, type).ToString();
    }

    /// <summary>Encrypted; what is stored of the same value already stays as it is.</summary>
    private string? Stored(string? before, Secret? after) =>
        after is null ? null : before is not null && after.Equals(vault.Open(before)) ? before : vault.Protect(after);

    private ProviderInstance? Check(ProviderType type, AiSettings settings)
    {
        // A provider of that name is what is meant.
        if (!settings.StandsAlone && now.Find(row.ProjectId, row.Provider) is not null)
            return null;
        var faults = new ConfigurationFaults();
        var built = AiInstance.Build(settings, type, row.ProjectId, faults);
        foreach (var fault in faults.Each)
        {
            var parts = fault.KeyPath.Split(':', 2);
            var field = JsonNamingPolicy.CamelCase.ConvertName(parts[0]) + (parts.Length > 1 ? $".{parts[1]}" : "");
            if (!body.IsFaulted(field))
                body.Fault(field, fault.Problem);
        }

        return built;
    }
}
