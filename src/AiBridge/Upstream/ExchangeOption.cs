using AiBridge.Exchanges;

namespace AiBridge.Upstream;

/// <summary>Where an upstream request carries its exchange: the handlers below the forwarder hold nothing of it.</summary>
internal static class ExchangeOption
{
    public static readonly HttpRequestOptionsKey<Exchange> Key = new("AiBridge.Exchange");
}
