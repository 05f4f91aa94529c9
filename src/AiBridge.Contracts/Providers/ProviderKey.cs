using System.ComponentModel;

namespace AiBridge.Contracts.Providers;

/// <summary>One of a provider's keys, as it is given: either an id or a value.</summary>
public sealed record ProviderKey
{
    [Description("A key it has already, or a server-wide secret of its own (needs secrets:Write).")]
    public string? Id { get; init; }

    [SecretSetting]
    [Description("A new key. Either this or the id.")]
    public string? Value { get; init; }

    public static implicit operator ProviderKey(string value) => FromString(value);

    public static ProviderKey FromString(string value) => new() { Value = value };

    // A record prints its values, and one of these is a secret.
    public override string ToString() => nameof(ProviderKey);
}
