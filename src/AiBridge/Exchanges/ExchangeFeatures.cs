using Microsoft.AspNetCore.Http.Features;

namespace AiBridge.Exchanges;

/// <summary>Where the stages find what they share of one request.</summary>
internal static class ExchangeFeatures
{
    /// <exception cref="InvalidOperationException">The arrival stage has not run.</exception>
    public static Arrival Arrival(this HttpContext context) => context.Features.GetRequiredFeature<Arrival>();

    /// <exception cref="InvalidOperationException">The route stage has not run.</exception>
    public static Exchange Exchange(this HttpContext context) => context.Features.GetRequiredFeature<Exchange>();
}
