using System.Buffers;
using System.Runtime.InteropServices;

namespace AiBridge.Exchanges;

/// <summary>
/// Unpacks zstd with the system's <c>libzstd.so.1</c> where it is installed; .NET 10 has no zstd of its own. Without the
/// library such bodies are relayed all the same and recorded as undecodable. https://facebook.github.io/zstd/zstd_manual.html
/// </summary>
internal sealed partial class ZstdStream(Stream packed) : ReadOnlyStream
{
    private const string Library = "libzstd.so.1";

    private readonly byte[] _input = ArrayPool<byte>.Shared.Rent(32 * 1024);
    private nint _context = ZSTD_createDStream();
    private int _inputLength;
    private int _inputOffset;

    public static bool IsAvailable { get; } = NativeLibrary.TryLoad(Library, out _);

    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            var written = Unpack(buffer);
            if (written > 0 || buffer.IsEmpty)
                return written;
            if (!Filled(packed.Read(_input)))
                return 0;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var written = Unpack(buffer.Span);
            if (written > 0 || buffer.IsEmpty)
                return written;
            if (!Filled(await packed.ReadAsync(_input, cancellationToken).ConfigureAwait(false)))
                return 0;
        }
    }

    protected override void Dispose(bool disposing)
    {
        var context = Interlocked.Exchange(ref _context, 0);
        if (context != 0)
        {
            _ = ZSTD_freeDStream(context);
            ArrayPool<byte>.Shared.Return(_input);
        }

        base.Dispose(disposing);
    }

    private bool Filled(int count)
    {
        _inputOffset = 0;
        _inputLength = count;
        return count > 0;
    }

    private unsafe int Unpack(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_context == 0, this);
        fixed (byte* source = _input)
        fixed (byte* target = buffer)
        {
            var input = new ZstdBuffer { Start = source, Size = (nuint)_inputLength, Position = (nuint)_inputOffset };
            var output = new ZstdBuffer { Start = target, Size = (nuint)buffer.Length };
            var result = ZSTD_decompressStream(_context, ref output, ref input);
            if (ZSTD_isError(result) != 0)
                throw new InvalidDataException("The zstd data is damaged.");
            _inputOffset = (int)input.Position;
            return (int)output.Position;
        }
    }

    [LibraryImport(Library)]
    private static partial nint ZSTD_createDStream();

    [LibraryImport(Library)]
    private static partial nuint ZSTD_freeDStream(nint stream);

    [LibraryImport(Library)]
    private static partial nuint ZSTD_decompressStream(nint stream, ref ZstdBuffer output, ref ZstdBuffer input);

    [LibraryImport(Library)]
    private static partial uint ZSTD_isError(nuint code);

    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct ZstdBuffer
    {
        public byte* Start;
        public nuint Size;
        public nuint Position;
    }
}
