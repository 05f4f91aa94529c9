using System.ComponentModel;

namespace AiBridge.Contracts.Ai;

/// <summary>What there is to call.</summary>
public sealed record DiscoveryDto
{
    public required string Name { get; init; }

    public required string Version { get; init; }

    [Description("All endpoints of the API.")]
    public required IReadOnlyList<EndpointDto> Endpoints { get; init; }

    [Description("The address to give to a client, by the name of each provider the caller can reach.")]
    public required IReadOnlyDictionary<string, string> BaseUrls { get; init; }
}

/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path with its parameters in braces.</param>
/// <param name="Permission">What the token needs; null: any valid token will do.</param>
/// <param name="Documentation">Where it is described.</param>
public sealed record EndpointDto(string Method, string Path, string? Permission, string Documentation);
