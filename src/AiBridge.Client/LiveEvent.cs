using AiBridge.Contracts.Records;

namespace AiBridge.Client;

/// <summary>Something that happened to an interception.</summary>
/// <param name="Id">To go on behind it, after a lost connection; null where it has none.</param>
public abstract record LiveEvent(string? Id);

/// <summary>A call began.</summary>
public sealed record LiveOpened(string? Id, InterceptionDto Interception) : LiveEvent(Id);

/// <summary>The first output of a streamed answer has come.</summary>
public sealed record LiveFirstToken(string? Id, LiveFirstTokenDto Call) : LiveEvent(Id);

/// <summary>How far a call is.</summary>
public sealed record LiveProgress(string? Id, LiveProgressDto Call) : LiveEvent(Id);

/// <summary>A call ended.</summary>
public sealed record LiveClosed(string? Id, InterceptionDto Interception) : LiveEvent(Id);

/// <summary>Events are missing here; null: nobody knows how many.</summary>
public sealed record LiveGap(string? Id, long? Missed) : LiveEvent(Id);

/// <summary>Something that this client does not know.</summary>
/// <param name="Id">See <see cref="LiveEvent"/>.</param>
/// <param name="Name">The event's name.</param>
/// <param name="Data">Its data, JSON.</param>
public sealed record LiveOther(string? Id, string Name, string Data) : LiveEvent(Id);
