namespace AiBridge.Protocols.Sse;

/// <summary>What one chunk brought.</summary>
/// <param name="DecidedAt">The offset in the chunk just after its first event that is not preamble; -1 without one.</param>
/// <param name="LastBoundary">The offset in the chunk after which nothing of an unfinished event stands; -1 without one.</param>
internal readonly record struct SseProgress(int DecidedAt, int LastBoundary);
