using Microsoft.Win32.SafeHandles;

namespace AiBridge.Recording.Journaling;

/// <summary>A record as it is to lie in a segment: in memory as a whole, or, when it is large, put there piece by piece.</summary>
internal readonly ref struct SealedFrame
{
    private readonly Action<SafeFileHandle, long>? _write;

    /// <param name="whole">Sealed.</param>
    public SealedFrame(ReadOnlySpan<byte> whole)
    {
        Whole = whole;
        Length = whole.Length;
    }

    /// <param name="length">Of the whole frame.</param>
    /// <param name="write">Writes it into a file at an offset.</param>
    public SealedFrame(int length, Action<SafeFileHandle, long> write) => (Length, _write) = (length, write);

    /// <summary>Empty when it is not in memory.</summary>
    public ReadOnlySpan<byte> Whole { get; }

    public int Length { get; }

    public void WriteTo(SafeFileHandle file, long offset)
    {
        if (_write is not null)
            _write(file, offset);
        else
            RandomAccess.Write(file, Whole, offset);
    }
}
