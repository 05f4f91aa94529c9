using System.Buffers.Text;
using System.Globalization;
using System.Text;
using AiBridge.Projects;

namespace AiBridge.Management;

/// <summary>The place in a list where a page ended, opaque to callers. It is the last item's sort key, so rows that come or go shift nothing.</summary>
/// <param name="list">Which list it is of: on another's it would name a place at random.</param>
internal sealed class Cursor(string list)
{
    private const string Parameter = "cursor";

    public static Cursor Interceptions { get; } = new("interceptions");

    public static Cursor Sessions { get; } = new("sessions");

    /// <summary>The interceptions of one session, which are in another order.</summary>
    public static Cursor OfSession { get; } = new("session");

    public static Cursor Audit { get; } = new("audit");

    public static Cursor Projects { get; } = new("projects");

    public static Cursor Tokens { get; } = new("tokens");

    public static Cursor Secrets { get; } = new("secrets");

    public static Cursor Providers { get; } = new("providers");

    public static Cursor AiProviders { get; } = new("ai-providers");

    public string AfterId(Guid id) => Encode(id.ToString());

    /// <exception cref="RefusedException">400: not a cursor of this list.</exception>
    public Guid? ReadId(string? cursor)
    {
        if (cursor is null)
            return null;
        return Guid.TryParseExact(Decode(cursor), "D", out var id) ? id : throw Invalid();
    }

    public string AfterText(string key) => Encode(key);

    /// <exception cref="RefusedException">400: not a cursor of this list.</exception>
    public string? ReadText(string? cursor)
    {
        if (cursor is null)
            return null;
        return Decode(cursor) is { Length: > 0 } key ? key : throw Invalid();
    }

    public string AfterSession(SessionKey key) =>
        Encode(string.Create(CultureInfo.InvariantCulture, $"{key.LastActivityAt} {key.ProjectId} {Uri.EscapeDataString(key.Person)} {key.SessionId}"));

    /// <exception cref="RefusedException">400: not a cursor of this list.</exception>
    public SessionKey? ReadSession(string? cursor)
    {
        if (cursor is null)
            return null;
        var parts = Decode(cursor)?.Split(' ', 4);
        return parts is { Length: 4 } && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            ? new SessionKey(at, parts[1], parts[3], Uri.UnescapeDataString(parts[2]))
            : throw Invalid();
    }

    private string Encode(string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{list} {key}"));

    private string? Decode(string cursor)
    {
        if (!Base64Url.IsValid(cursor))
            return null;
        var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
        return text.StartsWith($"{list} ", StringComparison.Ordinal) ? text[(list.Length + 1)..] : null;
    }

    private static RefusedException Invalid() => RefusedException.Invalid(Parameter, "must be the nextCursor of an earlier page of this list");
}

/// <summary>Where a session stands in the list of sessions.</summary>
internal sealed record SessionKey(long LastActivityAt, string ProjectId, string SessionId, string Person);
