using AiBridge.Contracts.Providers;

namespace AiBridge.Client;

/// <summary>The API's words of values, those too that a newer bridge has and this client does not know.</summary>
public static class EnumWords
{
    public static string Word(this ProviderAuth value) => Words<ProviderAuth>.WordOf(value);

    public static string Word(this KeySelection value) => Words<KeySelection>.WordOf(value);

    public static string Word(this UpstreamEncoding value) => Words<UpstreamEncoding>.WordOf(value);
}
