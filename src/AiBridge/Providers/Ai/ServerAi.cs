using AiBridge.Configuration;
using AiBridge.Secrets;

namespace AiBridge.Providers.Ai;

/// <summary>Whom the chat of a project without a configuration of its own asks: the section <c>Ai</c>.</summary>
/// <param name="Settings">As the section has them, the key resolved.</param>
/// <param name="Own">The instance of the type that it names; null where it names none.</param>
internal sealed record ServerAi(AiSettings Settings, ProviderInstance? Own)
{
    public static ServerAi None { get; } = new(Of(new AiOptions(), null), null);

    /// <summary>Only good for use when no fault was added.</summary>
    public static ServerAi Read(AiOptions options, ConfigurationInputs inputs, ConfigurationFaults faults)
    {
        var (own, before) = (new ConfigurationFaults(), faults.Count);
        var key = options.ApiKey.Length > 0 ? KeySource.Resolve(options.ApiKey, "Ai:ApiKey", inputs, faults) : null;
        var settings = Of(options, key is null ? null : new Secret(key));
        var type = ProviderTypes.Find(options.Provider);
        var instance = type is null || faults.Count > before ? null : AiInstance.Build(settings, type, projectId: null, own);
        // A type that has no address of its own may be named for the provider of that type.
        foreach (var fault in settings.StandsAlone ? own.Each : [])
            faults.Add($"Ai:{fault.KeyPath}", fault.Problem);
        if (type is null && (settings.StandsAlone || options.ApiKey.Length > 0))
            faults.Add("Ai:Provider", $"must be a provider type where ApiKey, BaseUrl or Headers is set; known are {string.Join(", ", ProviderTypes.All.Select(known => known.Name))}");
        return new ServerAi(settings, own.Any ? null : instance);
    }

    private static AiSettings Of(AiOptions options, Secret? key) => new()
    {
        Provider = Text(options.Provider),
        Model = Text(options.Model),
        MaxTokens = options.MaxTokens,
        BaseUrl = Text(options.BaseUrl)?.TrimEnd('/'),
        Region = Text(options.Region),
        ApiKey = key,
        Headers = options.Headers,
    };

    private static string? Text(string text) => text.Length > 0 ? text : null;
}
