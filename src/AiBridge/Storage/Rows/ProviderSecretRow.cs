namespace AiBridge.Storage.Rows;

/// <summary>What a server-wide provider uses a secret for.</summary>
internal sealed class ProviderSecretRow
{
    public const string Key = "key";
    public const string OAuthClientSecret = "oauth_client_secret";
    public const string CustomHeader = "custom_header";

    /// <summary>Followed by the header's name.</summary>
    public const string HeaderPrefix = "header:";

    public long Id { get; init; }

    public required string ProviderId { get; init; }

    public required string SecretId { get; init; }

    public required string Purpose { get; init; }

    /// <summary>Where the secret was given for: type, origin and the token URL's origin. It goes nowhere else; null when an earlier version stored the use.</summary>
    public string? Destination { get; set; }

    /// <summary>The order of keys; 0 for everything else.</summary>
    public int Position { get; set; }
}
