using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace AiBridge.Contracts.Providers;

/// <summary>Client credentials (RFC 6749, section 4.4) without their secret.</summary>
public abstract record OAuthSettings
{
    [StringLength(2048, MinimumLength = 1)]
    [Description("Where access tokens are fetched.")]
    public string? TokenUrl { get; init; }

    [StringLength(512, MinimumLength = 1)]
    [Description("Who asks.")]
    public string? ClientId { get; init; }

    [StringLength(1024, MinimumLength = 1)]
    [Description("The scope asked for. Not set: none.")]
    public string? Scope { get; init; }
}

/// <summary>As they are given.</summary>
public sealed record OAuthOptions : OAuthSettings
{
    [SecretSetting, StringLength(8192, MinimumLength = 1), SettableBy(SettingWriters.File | SettingWriters.Server), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("In a file a key source: env:NAME, file:PATH or the value itself.")]
    public string? ClientSecret { get; init; }

    // A record prints its values, and one of these is a secret.
    public override string ToString() => nameof(OAuthOptions);
}
