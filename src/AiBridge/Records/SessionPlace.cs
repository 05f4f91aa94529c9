using System.Globalization;
using AiBridge.Projects;
using AiBridge.Projects.Paging;

namespace AiBridge.Records;

/// <summary>Where a session stands in the list of sessions.</summary>
internal sealed record SessionPlace(long LastActivityAt, string ProjectId, string SessionId, string Person)
{
    private static readonly Cursor Places = new("sessions");

    /// <exception cref="RefusedException">400: not a cursor of this list.</exception>
    public static SessionPlace? Read(string? cursor)
    {
        if (cursor is null)
            return null;
        var parts = Places.ReadText(cursor)!.Split(' ', 4);
        return parts is { Length: 4 } && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            ? new SessionPlace(at, parts[1], parts[3], Uri.UnescapeDataString(parts[2]))
            : throw Cursor.Invalid();
    }

    public string ToCursor() =>
        Places.AfterText(string.Create(CultureInfo.InvariantCulture, $"{LastActivityAt} {ProjectId} {Uri.EscapeDataString(Person)} {SessionId}"));
}
