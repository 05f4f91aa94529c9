using System.Net;
using System.Text;
using AiBridge.Benchmarks.Roles;

namespace AiBridge.Benchmarks.Load;

/// <summary>A proxy under load, and what a request to it looks like on the wire.</summary>
/// <param name="Name">Its role.</param>
/// <param name="Address">Where it serves.</param>
/// <param name="Control">Where its figures are read.</param>
/// <param name="Path">Where the messages route lies on it.</param>
/// <param name="Token">Presented as a bearer token; the bare proxy passes it on unread.</param>
internal sealed record ProxyTarget(string Name, IPEndPoint Address, Uri Control, string Path, string Token)
{
    /// <summary>A whole HTTP/1.1 request: headers and body in one block.</summary>
    public byte[] Request(ReadOnlySpan<byte> body, Manner manner)
    {
        var head = $"""
            POST {Path} HTTP/1.1
            Host: {Address}
            User-Agent: claude-cli/2.1.197 (external, cli)
            Accept: application/json
            Content-Type: application/json
            anthropic-version: 2023-06-01
            Authorization: Bearer {Token}
            {UpstreamRole.MannerHeader}: {manner}
            Content-Length: {body.Length}


            """.ReplaceLineEndings("\r\n");
        var bytes = new byte[Encoding.ASCII.GetByteCount(head) + body.Length];
        var headLength = Encoding.ASCII.GetBytes(head, bytes);
        body.CopyTo(bytes.AsSpan(headLength));
        return bytes;
    }
}
