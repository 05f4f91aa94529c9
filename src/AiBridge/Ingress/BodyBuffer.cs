using System.IO.Pipelines;
using AiBridge.Exchanges;

namespace AiBridge.Ingress;

/// <summary>Reads a request body into one block of memory, which grows with what really arrives.</summary>
/// <param name="request">The request.</param>
/// <param name="limit">Bytes at most.</param>
/// <param name="buffers">Where the memory comes from.</param>
/// <param name="caller">Whose it is.</param>
/// <param name="stalled">Notices that nothing comes.</param>
internal sealed class BodyBuffer(HttpRequest request, long limit, BufferBudget buffers, string caller, SlowClientTimer stalled) : IDisposable
{
    private const int FirstGuess = 16 * 1024;

    private BufferBlock? _block;
    private int _length;

    /// <summary>Why there is no body.</summary>
    public BridgeError? Refusal { get; private set; }

    /// <summary>Null when it is refused.</summary>
    public async ValueTask<RequestBody?> ReadAsync(CancellationToken cancellation)
    {
        if (request.ContentLength > limit)
            return Refuse(BridgeError.TooLarge(limit));
        // The declared length of a small one is believed.
        var first = request.ContentLength is { } declared ? (int)Math.Min(declared, declared <= BufferBudget.LargestSmall ? declared : BufferBudget.FreeBytes) : FirstGuess;
        if (!await TryGrowAsync(first, cancellation))
            return Refuse(BridgeError.Overloaded);
        var reader = request.BodyReader;
        while (true)
        {
            var read = await ReadAsync(reader, cancellation);
            if (read.IsCanceled)
            {
                // Else the server finds a read under way when it drains the rest, and logs that as a fault.
                reader.AdvanceTo(read.Buffer.End);
                return Refuse(BridgeError.TooSlow);
            }

            if (_length + read.Buffer.Length > limit)
            {
                reader.AdvanceTo(read.Buffer.End);
                return Refuse(BridgeError.TooLarge(limit));
            }

            if (_length + read.Buffer.Length > _block!.Length && !await TryGrowAsync(Wanted(_length + (int)read.Buffer.Length), cancellation))
            {
                reader.AdvanceTo(read.Buffer.End);
                return Refuse(BridgeError.Overloaded);
            }

            Take(read, reader);
            if (read.IsCompleted)
                return Whole();
        }
    }

    public void Dispose()
    {
        _block?.Return();
        stalled.Dispose();
    }

    private ValueTask<ReadResult> ReadAsync(PipeReader reader, CancellationToken cancellation)
    {
        var read = reader.ReadAsync(cancellation);
        return read.IsCompletedSuccessfully ? read : WaitAsync(read);
    }

    private async ValueTask<ReadResult> WaitAsync(ValueTask<ReadResult> read)
    {
        stalled.Given();
        var result = await read;
        stalled.Back();
        return result;
    }

    private void Take(ReadResult read, PipeReader reader)
    {
        System.Buffers.BuffersExtensions.CopyTo(read.Buffer, _block!.Memory.Span[_length..]);
        _length += (int)read.Buffer.Length;
        reader.AdvanceTo(read.Buffer.End);
    }

    private RequestBody Whole()
    {
        var body = new RequestBody(_block!, _length);
        _block = null;
        return body;
    }

    private RequestBody? Refuse(BridgeError refusal)
    {
        Refusal = refusal;
        return null;
    }

    /// <summary>Of a declared length all at once: who has begun waits for nobody then.</summary>
    private int Wanted(int needed) => (int)Math.Min(limit, Math.Max(needed, request.ContentLength ?? _block!.Length * 2L));

    private ValueTask<bool> TryGrowAsync(int size, CancellationToken cancellation)
    {
        var rented = buffers.RentAsync(caller, size, cancellation);
        return rented.IsCompletedSuccessfully ? ValueTask.FromResult(TryMove(rented.Result)) : MoveAsync(rented);
    }

    private async ValueTask<bool> MoveAsync(ValueTask<BufferBlock?> rented) => TryMove(await rented);

    private bool TryMove(BufferBlock? larger)
    {
        if (larger is null)
            return false;
        _block?.Memory.Span[.._length].CopyTo(larger.Memory.Span);
        _block?.Return();
        _block = larger;
        return true;
    }
}
