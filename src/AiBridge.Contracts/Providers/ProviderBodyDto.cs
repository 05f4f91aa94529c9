using System.ComponentModel;

namespace AiBridge.Contracts.Providers;

/// <summary>What a request can say of a new provider. Needed are name and type.</summary>
public sealed record NewProviderBodyDto : ProviderFields;

/// <summary>What a request can say of one that is there: a JSON merge patch (RFC 7396). What is absent stays, and null goes back to the default.</summary>
public sealed record ProviderBodyDto : ProviderFields;

/// <summary>Any field beside preset and apiKey takes the place of the preset's.</summary>
public sealed record PresetBodyDto : ProviderFields
{
    [Description("One of the presets.")]
    public required string Preset { get; init; }

    [Description("The only key; in place of apiKeys. A preset whose auth is none then has auth api_key.")]
    public string? ApiKey { get; init; }
}
