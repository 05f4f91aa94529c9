using System.Buffers.Text;
using System.Text;

namespace AiBridge.Projects.Paging;

/// <summary>The place in a list where a page ended, opaque to callers. It is the last item's sort key, so rows that come or go shift nothing.</summary>
/// <param name="list">Which list it is of: on another's it would name a place at random.</param>
internal sealed class Cursor(string list)
{
    private const string Parameter = "cursor";

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

    private string Encode(string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{list} {key}"));

    private string? Decode(string cursor)
    {
        if (!Base64Url.IsValid(cursor))
            return null;
        var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
        return text.StartsWith($"{list} ", StringComparison.Ordinal) ? text[(list.Length + 1)..] : null;
    }

    /// <summary>What is said of one that is not of this list.</summary>
    public static RefusedException Invalid() => RefusedException.Invalid(Parameter, "must be the nextCursor of an earlier page of this list");
}
