using System.Text;
using AiBridge.Secrets;

namespace AiBridge.Upstream.Dumping;

/// <summary>A file that bytes are appended to as they pass, each credential replaced by its hint, also one that comes in pieces. Never throws: what cannot be written is missing, and the call goes on.</summary>
internal sealed class DumpFile : IDisposable
{
    private readonly Lock _writing = new();
    private readonly (byte[] Value, byte[] Hint)[] _credentials;
    private readonly Action<Exception> _failed;
    private FileStream? _file;
    private byte[] _held = [];

    /// <param name="open">Opens the file.</param>
    /// <param name="credentials">Never written.</param>
    /// <param name="failed">Told once when the file cannot be written.</param>
    public DumpFile(Func<FileStream> open, IEnumerable<Secret> credentials, Action<Exception> failed)
    {
        _failed = failed;
        _credentials = [.. credentials.Where(credential => credential.Reveal().Length > 0)
            .Select(credential => (Encoding.Latin1.GetBytes(credential.Reveal()), Encoding.Latin1.GetBytes(credential.Hint)))];
        Try(() => _file = open());
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        lock (_writing)
        {
            if (_file is null)
                return;
            byte[] all = [.. _held, .. bytes];
            Try(() => _held = all[Put(all, all.Length - Undecided(all))..]);
        }
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
            var (at, credential) = Next(bytes.AsSpan(from, bytes.Length - from));
            if (credential < 0 || from + at >= limit)
            {
                _file!.Write(bytes.AsSpan(from, limit - from));
                return limit;
            }

            _file!.Write(bytes.AsSpan(from, at));
            _file.Write(_credentials[credential].Hint);
            from += at + _credentials[credential].Value.Length;
        }

        return from;
    }

    /// <summary>How many of the last bytes may be the first of a credential.</summary>
    private int Undecided(ReadOnlySpan<byte> bytes)
    {
        var most = 0;
        foreach (var (value, _) in _credentials)
        {
            for (var count = Math.Min(value.Length - 1, bytes.Length); count > most; count--)
            {
                if (bytes.EndsWith(value.AsSpan(0, count)))
                    most = count;
            }
        }

        return most;
    }

    private (int At, int Credential) Next(ReadOnlySpan<byte> bytes)
    {
        var (first, which) = (int.MaxValue, -1);
        for (var i = 0; i < _credentials.Length; i++)
        {
            var at = bytes.IndexOf(_credentials[i].Value);
            if (at >= 0 && at < first)
                (first, which) = (at, i);
        }

        return (first, which);
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
