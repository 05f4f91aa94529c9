using System.Globalization;
using System.Text.RegularExpressions;

namespace AiBridge.Providers.Dumps;

/// <summary>One file of a dumped call, <c>{provider}-{interception id}-{attempt}-request.http</c> or <c>…-response.http</c>; an earlier version left the provider out.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Provider">Empty in an earlier version's.</param>
/// <param name="Interception">Whose call it was.</param>
/// <param name="Attempt">Counted from 1.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="WrittenAt">When something was written last.</param>
internal sealed partial record DumpedFile(string Path, string Provider, Guid Interception, int Attempt, long Bytes, DateTimeOffset WrittenAt)
{
    /// <param name="provider">The provider's name.</param>
    /// <param name="interception">Whose call it is.</param>
    /// <param name="attempt">Counted from 1.</param>
    /// <param name="kind"><c>request</c> or <c>response</c>.</param>
    public static string NameOf(string provider, Guid interception, int attempt, string kind) =>
        string.Create(CultureInfo.InvariantCulture, $"{provider}-{interception}-{attempt}-{kind}.http");

    /// <summary>Those in the directory, newest first; other files in it are nobody's.</summary>
    public static IReadOnlyList<DumpedFile> In(string directory) => Directory.Exists(directory)
        ? [.. new DirectoryInfo(directory).EnumerateFiles("*.http").Select(Of).OfType<DumpedFile>().OrderByDescending(file => file.WrittenAt).ThenByDescending(file => file.Path, StringComparer.Ordinal)]
        : [];

    private static DumpedFile? Of(FileInfo file)
    {
        var name = Name().Match(file.Name);
        try
        {
            return name.Success && int.TryParse(name.Groups["attempt"].Value, CultureInfo.InvariantCulture, out var attempt)
                ? new(file.FullName, name.Groups["provider"].Value, Guid.Parse(name.Groups["id"].Value), attempt, file.Length, new DateTimeOffset(file.LastWriteTimeUtc))
                : null;
        }
        catch (IOException)
        {
            // Somebody removed it meanwhile.
            return null;
        }
    }

    [GeneratedRegex("^(?:(?<provider>[a-z0-9-]+)-)?(?<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-(?<attempt>[0-9]+)-(?:request|response)\\.http$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
