namespace AiBridge.Exchanges;

/// <summary>Where the stages find what they share of one request. Asked for a dozen times: the indexer saves a generic dispatch each.</summary>
internal static class ExchangeFeatures
{
    /// <exception cref="InvalidOperationException">The arrival stage has not run.</exception>
    public static Arrival Arrival(this HttpContext context) => (Arrival?)context.Features[typeof(Arrival)] ?? throw new InvalidOperationException("The arrival stage has not run.");

    /// <summary>The bridge asks itself; null for every request from outside.</summary>
    public static InternalCall? InternalCall(this HttpContext context) => context.Features as InternalCall;

    /// <exception cref="InvalidOperationException">The route stage has not run.</exception>
    public static Exchange Exchange(this HttpContext context) => (Exchange?)context.Features[typeof(Exchange)] ?? throw new InvalidOperationException("The route stage has not run.");
}
