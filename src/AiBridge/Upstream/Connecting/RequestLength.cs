using System.Buffers.Text;

namespace AiBridge.Upstream.Connecting;

/// <summary>How long a request of HTTP/1.1 is that the framework's client begins to write: it writes the whole head at once, and header names its own way.</summary>
internal static class RequestLength
{
    /// <param name="beginning">What is written first.</param>
    /// <param name="hasBody">Whether anything follows the head.</param>
    /// <returns>Head and body. 0 where nobody can tell: a body in chunks, which the bridge does not send.</returns>
    public static long Of(ReadOnlySpan<byte> beginning, out bool hasBody)
    {
        hasBody = true;
        var head = beginning.IndexOf("\r\n\r\n"u8) + 4;
        if (head < 4 || beginning[..head].IndexOf("\r\nTransfer-Encoding: "u8) >= 0)
            return 0;
        var name = "\r\nContent-Length: "u8;
        var at = beginning[..head].LastIndexOf(name);
        var body = at >= 0 && Utf8Parser.TryParse(beginning[(at + name.Length)..head], out long length, out _) ? length : 0;
        hasBody = body > 0;
        return head + body;
    }
}
