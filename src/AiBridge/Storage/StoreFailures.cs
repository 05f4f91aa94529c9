using System.Security.Cryptography;
using AiBridge.Storage.Sqlite;

namespace AiBridge.Storage;

/// <summary>Tells failures of a store that is locked or away from all others: those lie neither with the request nor with us, and another try may do.</summary>
internal static class StoreFailures
{
    public const string Code = "storage_unavailable";

    /// <summary>When another try is worth it: a store that was locked has let nobody in for as long.</summary>
    public const int RetryAfterSeconds = 5;

    public static bool IsUnavailable(Exception failure) => Find(failure) is not null;

    /// <summary>No other try will do: somebody has to put a backup in its place.</summary>
    public static bool IsDamaged(Exception failure) => Find(failure) is { } found && SqliteFailures.IsDamaged(found);

    /// <summary>What the database said.</summary>
    public static string Message(Exception failure) => (Find(failure) ?? failure).Message;

    // EF Core and Data Protection wrap what the database threw, and the latter what became of a file of the key ring.
    private static Exception? Find(Exception? failure)
    {
        for (Exception? around = null; failure is not null; (around, failure) = (failure, failure.InnerException))
        {
            if (SqliteFailures.IsUnavailable(failure) || failure is StoreBusyException or UnauthorizedAccessException || (failure is IOException && around is CryptographicException))
                return failure;
        }

        return null;
    }
}
