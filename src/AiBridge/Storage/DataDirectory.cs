using AiBridge.Configuration;

namespace AiBridge.Storage;

/// <summary>Where things lie in the data directory.</summary>
internal static class DataDirectory
{
    /// <summary>Where the journals of all processes lie.</summary>
    public static string JournalOf(BridgeOptions options) => Path.GetFullPath(Path.Combine(options.DataDirectory, "journal"));

    /// <summary>Where the key ring lies while there is no master key.</summary>
    public static string KeysOf(BridgeOptions options) => Path.GetFullPath(Path.Combine(options.DataDirectory, "keys"));
}
