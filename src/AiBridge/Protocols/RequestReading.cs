using System.Buffers;

namespace AiBridge.Protocols;

/// <summary>How a request is read.</summary>
/// <param name="Scaffolding">What the client puts around a person's words.</param>
/// <param name="Room">Where its memory comes from; null: nobody counts it.</param>
internal readonly record struct RequestReading(PromptScaffolding Scaffolding, RequestRoom? Room = null);

/// <summary>Of the memory that all requests share, for a request larger than what nobody counts.</summary>
/// <param name="Rent">So many bytes to read in, given back when it is read; null when there is no room.</param>
/// <param name="TryKeep">Counts bytes that are kept of it; false when there is no room.</param>
internal sealed record RequestRoom(Func<int, IMemoryOwner<byte>?> Rent, Func<long, bool> TryKeep);
