using AiBridge.Configuration;

namespace AiBridge.Recording.Journaling;

/// <summary>
/// A process's directory under <c>journal/</c>, named by its owner id. An open lock file in it says that the process lives; the
/// operating system lets go of the lock however the process ends.
/// </summary>
internal sealed class OwnerDirectory : IDisposable
{
    public const string SegmentExtension = ".journal";
    private const string LockName = "lock";

    private readonly FileStream _lock;
    private readonly bool _isOwn;

    private OwnerDirectory(Guid ownerId, string path, FileStream held, bool isOwn = false)
    {
        _isOwn = isOwn;
        OwnerId = ownerId;
        Path = path;
        _lock = held;
    }

    public Guid OwnerId { get; }

    public string Path { get; }

    /// <summary>Where the directories of all owners lie.</summary>
    public string Root => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>Makes this process's directory. It gets its name only when it is locked: nobody ever sees it without an owner.</summary>
    /// <exception cref="IOException">The directory cannot be made.</exception>
    public static OwnerDirectory Create(string root)
    {
        FileSizeSignal.Handle();
        var id = Guid.CreateVersion7();
        var made = System.IO.Path.Combine(root, $".{id}");
        var path = System.IO.Path.Combine(root, id.ToString());
        OwnerOnly.CreateClosed(root);
        OwnerOnly.Create(made);
        var held = OwnerOnly.Open(System.IO.Path.Combine(made, LockName), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        Directory.Move(made, path);
        return new OwnerDirectory(id, path, held, isOwn: true);
    }

    /// <summary>Every owner that has a directory, living or dead.</summary>
    public static IReadOnlyList<Guid> List(string root)
    {
        if (!Directory.Exists(root))
            return [];
        return [.. Directory.EnumerateDirectories(root)
            .Select(path => Guid.TryParse(System.IO.Path.GetFileName(path), out var id) ? id : Guid.Empty)
            .Where(id => id != Guid.Empty)
            .Order()];
    }

    /// <summary>Takes over the directory of a dead process; null when it lives, or somebody else was faster.</summary>
    public static OwnerDirectory? TryClaim(string root, Guid ownerId)
    {
        var path = System.IO.Path.Combine(root, ownerId.ToString());
        try
        {
            return new OwnerDirectory(ownerId, path, new FileStream(System.IO.Path.Combine(path, LockName), FileMode.Open, FileAccess.ReadWrite, FileShare.None));
        }
        catch (FileNotFoundException) when (Directory.Exists(path))
        {
            return TryClaimUnlocked(ownerId, path);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The segments in the order they were written.</summary>
    public IReadOnlyList<string> Segments() =>
        [.. Directory.EnumerateFiles(Path, "*" + SegmentExtension)
            .OrderBy(System.IO.Path.GetFileName, StringComparer.Ordinal)];

    /// <summary>What the segments take on the disk.</summary>
    public long Bytes()
    {
        try
        {
            return new DirectoryInfo(Path).EnumerateFiles().Sum(file => file.Length);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // One of them has just been removed, or all: the next look tells.
            return 0;
        }
    }

    /// <summary>Removes the directory when no segment is left in it.</summary>
    public bool TryRemove()
    {
        if (!Directory.Exists(Path))
            return true;
        if (Segments().Count > 0)
            return false;
        Directory.Delete(Path, recursive: true);
        _lock.Dispose();
        return true;
    }

    /// <summary>This process's own goes when it holds nothing: a start that is refused leaves none behind. Another's is only let go of.</summary>
    public void Dispose()
    {
        try
        {
            if (_isOwn && !_lock.SafeFileHandle.IsClosed)
                TryRemove();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A later start removes it.
        }

        _lock.Dispose();
    }

    /// <summary>A directory without its lock file was copied or half deleted; no process that lives looks like that.</summary>
    private static OwnerDirectory? TryClaimUnlocked(Guid ownerId, string path)
    {
        try
        {
            return new OwnerDirectory(ownerId, path, new FileStream(System.IO.Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
