namespace AiBridge.Providers.Health;

/// <summary>How a key stands; the contract's words, lower_snake.</summary>
internal enum KeyStatus
{
    Valid,
    CoolingDown,
    Rejected,
}

/// <summary>A key's state as it is told.</summary>
/// <param name="Hint">The masked key.</param>
/// <param name="State">Cooling down also when only some of its models are; valid also while single callers are kept from it.</param>
/// <param name="Until">When a cooling key is free again, or a rejected one is tried next.</param>
internal sealed record KeyReport(string Hint, KeyStatus State, DateTimeOffset? Until)
{
    public static IReadOnlyList<(KeyStatus Status, string Word)> Words { get; } = [(KeyStatus.Valid, "valid"), (KeyStatus.CoolingDown, "cooling_down"), (KeyStatus.Rejected, "rejected")];
}
