using AiBridge.Configuration;
using Microsoft.Win32.SafeHandles;

namespace AiBridge.Recording.Journaling;

/// <summary>
/// One preallocated file of the journal. Writers reserve their stretch with one atomic addition and write it by themselves, so
/// appending takes no lock; what dies between the two leaves a hole of zeros, which replay steps over. The file is held by the
/// journal while it is the current one and by each record until the database has it; the last to let go deletes it.
/// </summary>
internal sealed class Segment
{
    private readonly SafeFileHandle _handle;
    private readonly long _capacity;
    private long _reserved;
    private int _holds = 1;

    /// <exception cref="IOException">No room, or no directory.</exception>
    public Segment(string path, long capacity)
    {
        Path = path;
        _capacity = capacity;
        _handle = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, FileOptions.None, capacity);
        OwnerOnly.CloseFile(_handle);
    }

    public string Path { get; private set; }

    /// <summary>Whether more than half has been given away.</summary>
    public bool IsHalfFull => Volatile.Read(ref _reserved) > _capacity / 2;

    /// <summary>Appends a frame; false when the segment is full or sealed. The record holds the segment until <see cref="Release"/>.</summary>
    /// <exception cref="IOException">The write failed; the record does not hold the segment.</exception>
    public bool TryAppend(in SealedFrame frame, bool flush, out long offset)
    {
        offset = 0;
        if (!TryHold())
            return false;
        var end = Interlocked.Add(ref _reserved, frame.Length);
        offset = end - frame.Length;
        if (end > _capacity)
        {
            Release();
            return false;
        }

        try
        {
            frame.WriteTo(_handle, offset);
            if (flush)
                RandomAccess.FlushToDisk(_handle);
            return true;
        }
        catch
        {
            Release();
            throw;
        }
    }

    /// <summary>Reads a frame back; only while the record holds the segment. Returns the bytes read.</summary>
    public int Read(long offset, Span<byte> frame) => RandomAccess.Read(_handle, frame, offset);

    public void MoveTo(string path)
    {
        File.Move(Path, path);
        Path = path;
    }

    /// <summary>Lets go of the segment once: a record that is in the database, or the journal that has moved on.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holds) != 0)
            return;
        _handle.Dispose();
        try
        {
            File.Delete(Path);
        }
        catch (IOException)
        {
            // The next start replays it, which changes nothing.
        }
        catch (UnauthorizedAccessException)
        {
            // As above.
        }
    }

    private bool TryHold()
    {
        var holds = Volatile.Read(ref _holds);
        while (holds > 0)
        {
            var seen = Interlocked.CompareExchange(ref _holds, holds + 1, holds);
            if (seen == holds)
                return true;
            holds = seen;
        }

        return false;
    }
}
