namespace AiBridge.Contracts;

/// <summary>One page of a list; <c>nextCursor</c> is null on the last.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);
