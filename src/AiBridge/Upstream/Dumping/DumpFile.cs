using System.Text;
using AiBridge.Secrets;

namespace AiBridge.Upstream.Dumping;

/// <summary>A file that bytes are appended to as they pass, each credential replaced by its hint, also one that comes in pieces. Never throws: what cannot be written is missing, and the call goes on.</summary>
internal sealed class DumpFile : IDisposable
{
    private readonly Lock _writing = new();
    private readonly SecretSearch _credentials;
    private readonly Action<int> _wrote;
    private readonly Action<Exception> _failed;
    private FileStream? _file;
    private byte[] _held = [];

    /// <param name="open">Opens the file.</param>
    /// <param name="credentials">Never written.</param>
    /// <param name="wrote">Told how many bytes have come.</param>
    /// <param name="failed">Told once when the file cannot be written.</param>
    public DumpFile(Func<FileStream> open, IEnumerable<Secret> credentials, Action<int> wrote, Action<Exception> failed)
    {
        (_wrote, _failed) = (wrote, failed);
        _credentials = new SecretSearch(credentials);
        Try(() => _file = open());
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        lock (_writing)
        {
            if (_file is null)
                return;
            byte[] all = [.. _held, .. bytes];
            Try(() => _held = all[Put(all, all.Length - _credentials.Undecided(all))..]);
        }

        _wrote(bytes.Length);
    }

    public void Dispose()
    {
        lock (_writing)
        {
            if (_file is not null)
                Try(() => Put(_held, _held.Length));
            _file?.Dispose();
            _file = null;
        }
    }

    /// <summary>Writes what begins before <paramref name="limit"/>, and says how far it came.</summary>
    private int Put(byte[] bytes, int limit)
    {
        var from = 0;
        while (from < limit)
        {
            if (_credentials.Next(bytes.AsSpan(from)) is not { } found || from + found.At >= limit)
            {
                _file!.Write(bytes.AsSpan(from, limit - from));
                return limit;
            }

            _file!.Write(bytes.AsSpan(from, found.At));
            _file.Write(Encoding.Latin1.GetBytes(found.Of.Hint));
            from += found.At + found.Length;
        }

        return from;
    }

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            _file?.Dispose();
            _file = null;
            _failed(fault);
        }
    }
}
