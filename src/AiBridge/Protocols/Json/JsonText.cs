using System.Runtime.CompilerServices;
using System.Text;

namespace AiBridge.Protocols.Json;

/// <summary>The inside of a JSON string as sent: without its quotes, escapes not resolved.</summary>
internal readonly ref struct JsonText(ReadOnlySpan<byte> raw, bool escaped)
{
    /// <summary>Bytes of an escape that gives one UTF-16 unit; none takes more.</summary>
    private const int LongestCharacter = 6;

    private readonly bool _escaped = escaped;

    public JsonText(ReadOnlySpan<byte> raw)
        : this(raw, raw.Contains((byte)'\\'))
    {
    }

    public ReadOnlySpan<byte> Raw { get; } = raw;

    public bool IsEmpty => Raw.IsEmpty;

    /// <summary>Whether the text is <paramref name="expected"/>; allocates only for a text with escapes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Is(ReadOnlySpan<byte> expected) =>
        _escaped ? IsWithEscapes(expected) : Raw.Length == expected.Length && Raw.SequenceEqual(expected);

    /// <summary>The same in any case of its letters, as some upstreams read names.</summary>
    public bool IsAnyCase(ReadOnlySpan<byte> expected) =>
        _escaped ? Decode().Equals(Encoding.UTF8.GetString(expected), StringComparison.OrdinalIgnoreCase) : Ascii.EqualsIgnoreCase(Raw, expected);

    /// <summary>Whether the text ends with <paramref name="expected"/>, which needs no escapes.</summary>
    public bool EndsWith(ReadOnlySpan<byte> expected) => Raw.EndsWith(expected);

    /// <summary>A name, model or id as it is stored: see <see cref="CutText.Word"/>. No more than that is decoded.</summary>
    public string Word() => CutText.Word(Head(CutText.LongestWord).Decode());

    /// <summary>The text's first characters, at most so many. No more than that is decoded.</summary>
    public string Cut(int longest) => CutText.To(Head(longest).Decode(), longest);

    /// <summary>The text with its escapes resolved; see <see cref="JsonUnescape"/> for what becomes of bad ones.</summary>
    public string Decode() => _escaped || Raw.Contains((byte)0) ? JsonUnescape.ToText(Raw) : Encoding.UTF8.GetString(Raw);

    /// <summary>The same into a place for at least as many characters as there are bytes; returns how many it took.</summary>
    public int DecodeInto(Span<char> target) => _escaped || Raw.Contains((byte)0) ? JsonUnescape.IntoText(Raw, target) : Encoding.UTF8.GetChars(Raw, target);

    private bool IsWithEscapes(ReadOnlySpan<byte> expected) =>
        Raw.Length <= expected.Length * LongestCharacter && Decode() == Encoding.UTF8.GetString(expected);

    /// <summary>Enough bytes for more than so many characters; the last one of them may be broken.</summary>
    private JsonText Head(int characters) => Raw.Length <= (characters + 2) * LongestCharacter ? this : new JsonText(Raw[..((characters + 2) * LongestCharacter)], _escaped);
}
