namespace AiBridge.Projects.Changes;

/// <summary>What is told of a thing, and the version of it that is told of.</summary>
internal sealed record Versioned<T>(T Value, long Version);
