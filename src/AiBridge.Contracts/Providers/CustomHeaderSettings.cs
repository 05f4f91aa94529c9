using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace AiBridge.Contracts.Providers;

/// <summary>The header that carries the credential, without its value.</summary>
public abstract record CustomHeaderSettings
{
    [StringLength(128, MinimumLength = 1)]
    [Description("The header's name.")]
    public string? Name { get; init; }
}

/// <summary>As it is given.</summary>
public sealed record CustomHeaderOptions : CustomHeaderSettings
{
    [SecretSetting, StringLength(8192, MinimumLength = 1), SettableBy(SettingWriters.File | SettingWriters.Server), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("In a file a key source: env:NAME, file:PATH or the value itself.")]
    public string? Value { get; init; }

    // A record prints its values, and one of these is a secret.
    public override string ToString() => nameof(CustomHeaderOptions);
}
