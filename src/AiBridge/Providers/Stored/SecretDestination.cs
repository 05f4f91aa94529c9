namespace AiBridge.Providers.Stored;

/// <summary>
/// Where a secret goes. It stands beside every use of a stored secret, and the secret is sent nowhere else: whoever moves a provider gives its secrets anew.
/// </summary>
/// <param name="Type">The provider type, which decides in what form it goes.</param>
/// <param name="Origin">Scheme, host and port of the base URL.</param>
/// <param name="TokenOrigin">The same of the token URL; null without one.</param>
internal sealed record SecretDestination(string Type, string Origin, string? TokenOrigin)
{
    /// <summary>Where what the instance holds goes.</summary>
    public static SecretDestination Of(ProviderInstance provider) => Of(provider.Type.Name, provider.BaseUrl, provider.OAuth?.TokenUrl);

    /// <param name="type">The provider type.</param>
    /// <param name="baseUrl">The base URL in force; empty without one.</param>
    /// <param name="tokenUrl">Null or empty without one.</param>
    public static SecretDestination Of(string type, string baseUrl, string? tokenUrl) =>
        new(type, UpstreamUrl.Origin(baseUrl), string.IsNullOrEmpty(tokenUrl) ? null : UpstreamUrl.Origin(tokenUrl));

    /// <summary>As <see cref="ToString"/> wrote it; null when nothing is stored.</summary>
    public static SecretDestination? Parse(string? stored)
    {
        if (stored is null)
            return null;
        var parts = stored.Split(' ', 3);
        // Earlier versions wrote the whole token URL.
        return Of(parts[0], parts.ElementAtOrDefault(1) ?? "", parts.ElementAtOrDefault(2));
    }

    /// <summary>The one rule, where a provider is loaded and where it is changed: a secret goes where it was given for.</summary>
    /// <param name="givenFor">Null: nowhere.</param>
    /// <param name="to">Where it would go.</param>
    public static bool MayGo(SecretDestination? givenFor, SecretDestination to) => givenFor == to;

    public override string ToString() => $"{Type} {Origin} {TokenOrigin}".TrimEnd();
}
