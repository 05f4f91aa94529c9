using System.Text;
using Microsoft.Net.Http.Headers;

namespace AiBridge.Routing.Refusals;

/// <summary>
/// Has the server refuse a <c>Content-Length</c> that is no plain number: it takes one with a sign, and drops the connection without a word
/// over one of more than twenty characters. All other headers are read as Latin-1, so that their bytes pass as they are.
/// </summary>
internal sealed class StrictLength : ASCIIEncoding
{
    /// <summary>What the server cannot take for a number.</summary>
    private const char NoNumber = 'x';

    private static readonly StrictLength Instance = new();

    public static Encoding EncodingOf(string header) => header == HeaderNames.ContentLength ? Instance : Latin1;

    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        if (bytes.Length <= chars.Length && !bytes.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return Latin1.GetChars(bytes, chars);
        chars[0] = NoNumber;
        return 1;
    }
}
