namespace AiBridge.Storage.Records;

/// <summary>Where a request belongs: the interception whose tool call it answers, and the first one of that thread.</summary>
internal readonly record struct ThreadLink(Guid ParentId, Guid RootId);
