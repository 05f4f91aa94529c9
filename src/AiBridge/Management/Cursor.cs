using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace AiBridge.Management;

/// <summary>The place in a list where a page ended, opaque to callers. It is the last item's sort key, so rows that come or go shift nothing.</summary>
internal static class Cursor
{
    private const string Parameter = "cursor";

    public static string AfterId(Guid id) => Encode("i", id.ToString());

    /// <exception cref="RefusedException">400: not a cursor of such a list.</exception>
    public static Guid? ReadId(string? cursor)
    {
        if (cursor is null)
            return null;
        return Guid.TryParseExact(Decode("i", cursor), "D", out var id) ? id : throw Invalid();
    }

    public static string AfterText(string key) => Encode("t", key);

    /// <exception cref="RefusedException">400: not a cursor of such a list.</exception>
    public static string? ReadText(string? cursor)
    {
        if (cursor is null)
            return null;
        return Decode("t", cursor) is { Length: > 0 } key ? key : throw Invalid();
    }

    public static string AfterSession(SessionKey key) =>
        Encode("s", string.Create(CultureInfo.InvariantCulture, $"{key.LastActivityAt} {key.ProjectId} {key.SessionId}"));

    /// <exception cref="RefusedException">400: not a cursor of such a list.</exception>
    public static SessionKey? ReadSession(string? cursor)
    {
        if (cursor is null)
            return null;
        var parts = Decode("s", cursor)?.Split(' ', 3);
        return parts is { Length: 3 } && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            ? new SessionKey(at, parts[1], parts[2])
            : throw Invalid();
    }

    private static string Encode(string kind, string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(kind + key));

    private static string? Decode(string kind, string cursor)
    {
        if (!Base64Url.IsValid(cursor))
            return null;
        var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
        return text.StartsWith(kind, StringComparison.Ordinal) ? text[kind.Length..] : null;
    }

    private static RefusedException Invalid() => RefusedException.Invalid(Parameter, "must be the nextCursor of an earlier page of this list");
}

/// <summary>Where a session stands in the list of sessions.</summary>
internal sealed record SessionKey(long LastActivityAt, string ProjectId, string SessionId);
