namespace AiBridge.Configuration;

/// <summary>What a set of files looked like: time of last change and length of each, or that it was not there. Equal stamps mean nothing changed.</summary>
internal sealed class FileStamps
{
    private readonly Dictionary<string, (DateTime ChangedAt, long Length)> _stamps;

    private FileStamps(Dictionary<string, (DateTime ChangedAt, long Length)> stamps) => _stamps = stamps;

    /// <summary>Looks at the files now; take it before reading them, so that a change during the reading is seen later.</summary>
    public static FileStamps Of(IEnumerable<string> paths) => new(paths.Distinct(StringComparer.Ordinal).ToDictionary(path => path, Stamp, StringComparer.Ordinal));

    public FileStamps With(IEnumerable<string> paths)
    {
        var added = Of(paths.Except(_stamps.Keys));
        return new FileStamps(_stamps.Concat(added._stamps).ToDictionary(StringComparer.Ordinal));
    }

    /// <summary>Whether any of the files differs from how it was.</summary>
    public bool Changed() => _stamps.Any(stamp => Stamp(stamp.Key) != stamp.Value);

    private static (DateTime ChangedAt, long Length) Stamp(string path)
    {
        try
        {
            var file = new FileInfo(path);
            // Mounted configuration is often a link whose target is exchanged while the link itself stays.
            var target = file.LinkTarget is null ? file : (FileInfo)file.ResolveLinkTarget(returnFinalTarget: true)!;
            return target.Exists ? (target.LastWriteTimeUtc, target.Length) : default;
        }
        catch (Exception away) when (away is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }
}
