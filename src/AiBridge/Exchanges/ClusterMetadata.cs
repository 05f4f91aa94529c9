namespace AiBridge.Exchanges;

/// <summary>Keys of the metadata a cluster carries from routing to the upstream client.</summary>
internal static class ClusterMetadata
{
    /// <summary>How long a connection may take to be made, as a time span.</summary>
    public const string ConnectTimeout = "ConnectTimeout";

    /// <summary><c>true</c>: connections to private addresses need the configuration's leave.</summary>
    public const string Guarded = "Guarded";

    /// <summary>Changes with what guarded connections are allowed; those made under other rules are given up.</summary>
    public const string Network = "Network";
}
