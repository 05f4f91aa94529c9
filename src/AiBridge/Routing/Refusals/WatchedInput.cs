using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;

namespace AiBridge.Routing.Refusals;

/// <summary>Keeps how the last piece that was read began: for a request line that cannot be read, its first bytes.</summary>
internal sealed class WatchedInput(PipeReader input) : PipeReader
{
    /// <summary>Room for a base path, a provider's name and a route.</summary>
    private const int MostKept = 256;

    private readonly byte[] _kept = new byte[MostKept];
    private ReadOnlySequence<byte> _read;
    private int _length;

    /// <summary>The first line of the last piece, or what of it was kept.</summary>
    public string FirstLine
    {
        get
        {
            var kept = _kept.AsSpan(0, _length);
            var end = kept.IndexOfAny((byte)'\r', (byte)'\n');
            return Encoding.Latin1.GetString(end < 0 ? kept : kept[..end]);
        }
    }

    public override bool TryRead(out ReadResult result)
    {
        var any = input.TryRead(out result);
        if (any)
            _read = result.Buffer;
        return any;
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var read = input.ReadAsync(cancellationToken);
        if (!read.IsCompletedSuccessfully)
            return WaitAsync(read);
        var result = read.Result;
        _read = result.Buffer;
        return ValueTask.FromResult(result);
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <summary>The last moment at which the bytes are there: whether the line can be read the server says later.</summary>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        var first = _read.FirstSpan;
        _length = Math.Min(first.Length, MostKept);
        first[.._length].CopyTo(_kept);
        if (_length < MostKept && !_read.IsSingleSegment)
            KeepMore();
        _read = default;
        input.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => input.CancelPendingRead();

    public override void Complete(Exception? exception = null) => input.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => input.CompleteAsync(exception);

    // Once for each piece: nothing may be allocated here.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> WaitAsync(ValueTask<ReadResult> read)
    {
        var result = await read.ConfigureAwait(false);
        _read = result.Buffer;
        return result;
    }

    private void KeepMore()
    {
        var begin = _read.Slice(0, Math.Min(_read.Length, MostKept));
        begin.CopyTo(_kept);
        _length = (int)begin.Length;
    }
}
