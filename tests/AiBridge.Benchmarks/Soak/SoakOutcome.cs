namespace AiBridge.Benchmarks.Soak;

/// <summary>How one request went, as the client saw it.</summary>
/// <param name="Number">The request's.</param>
/// <param name="Kind">For the table.</param>
/// <param name="Id">The bridge's id of it; null when it gave none or the client left before.</param>
/// <param name="Record">The status its record must have; null: any that is closed.</param>
/// <param name="IsFault">It must not happen at all.</param>
internal sealed record SoakOutcome(int Number, string Kind, string? Id, string? Record = null, bool IsFault = false);
