using AiBridge.Contracts.Ai;

namespace AiBridge.Client;

/// <summary>A part of a streamed answer.</summary>
public abstract record ChatEvent;

/// <summary>What comes next of the answer's text.</summary>
public sealed record ChatDelta(string Text) : ChatEvent;

/// <summary>The answer is whole.</summary>
/// <param name="FinishReason">See <see cref="ChatFinishReasons"/>.</param>
/// <param name="Usage">Null when the upstream told none.</param>
public sealed record ChatDone(string FinishReason, ChatUsageDto? Usage) : ChatEvent;

/// <summary>Something that this client does not know.</summary>
/// <param name="Name">The event's name.</param>
/// <param name="Data">Its data, JSON.</param>
public sealed record ChatOther(string Name, string Data) : ChatEvent;
