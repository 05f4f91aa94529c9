namespace AiBridge.Projects.Changes;

/// <summary>What is told of a thing, and the version of it that is told of.</summary>
/// <param name="Value">What is told.</param>
/// <param name="Version">Null: it has none, and cannot be changed here.</param>
internal sealed record Versioned<T>(T Value, long? Version);
