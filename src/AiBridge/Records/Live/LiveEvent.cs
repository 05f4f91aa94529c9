using AiBridge.Contracts.Records;

namespace AiBridge.Records.Live;

/// <summary>An event as it is kept.</summary>
/// <param name="OfAll">Its number among all.</param>
/// <param name="OfProject">Its number among those of its project.</param>
/// <param name="Name">One of <see cref="LiveEventNames"/>.</param>
/// <param name="Call">The call; null for what concerns everybody.</param>
/// <param name="Data">JSON.</param>
internal sealed record LiveEvent(long OfAll, long OfProject, string Name, InterceptionDto? Call, byte[] Data);

/// <summary>An event as a reader gets it.</summary>
/// <param name="Name">One of <see cref="LiveEventNames"/>.</param>
/// <param name="Id">To go on from; null where nothing comes behind it that the id before would not lead to as well.</param>
/// <param name="Data">JSON.</param>
internal readonly record struct LiveItem(string Name, string? Id, ReadOnlyMemory<byte> Data);
