namespace AiBridge.Records;

internal static class TokenSums
{
    /// <summary>What an answer adds to a sum at most: a provider may tell any number, and the database refuses a sum that does not fit.</summary>
    public const long MostAdded = 1_000_000_000_000;
}
