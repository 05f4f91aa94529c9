using AiBridge.Protocols;

namespace AiBridge.Exchanges;

/// <summary>What the first deciding event of a stream said.</summary>
/// <param name="Error">Set only when it is an error.</param>
/// <param name="ErrorEvent">The bytes of that event.</param>
internal sealed record PeekResult(ResponseError? Error, byte[]? ErrorEvent);

internal static class FirstEventPeek
{
    public static ValueTask<PeekResult> ReadAsync(Exchange exchange, HttpResponseMessage response, TimeProvider clock, CancellationToken ct) =>
        ValueTask.FromResult(new PeekResult(null, null));
}
