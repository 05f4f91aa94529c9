using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace AiBridge.Upstream.Connecting;

/// <summary>What the system knows of the other side of a connection.</summary>
/// <param name="HasSaidMore">Something has come that nobody has read yet.</param>
/// <param name="Look">
/// Whether not all that was sent has come over, and how many bytes have, as far as they are counted. With everything that it sends the other side acknowledges all that it has received (RFC 9293 §3.4): what comes
/// while something sent is not acknowledged was sent before that had come over, and cannot be an answer to it.
/// </param>
/// <param name="Acknowledge">Tells it at once that all it has sent has come: it may be waiting for that before it says more (RFC 9293 §3.7.4), which would then come right upon the next request.</param>
/// <param name="IsSecured">What has come may as well be TLS's own: the end, a key, a ticket.</param>
internal sealed record OtherSide(Func<bool> HasSaidMore, Func<Receipt> Look, Action Acknowledge, bool IsSecured = false)
{
    // Of <linux/tcp.h>: SOL_TCP, TCP_INFO and TCP_QUICKACK; where tcpi_unacked, tcpi_bytes_acked and tcpi_notsent_bytes lie in struct tcp_info, and its length up to there.
    private const int Tcp = 6, Info = 11, QuickAck = 12, Unacknowledged = 24, Acknowledged = 120, NotSent = 144, Length = 148;

    /// <summary>Acknowledges what has come, and goes back to doing so with what is sent.</summary>
    private static readonly byte[] Once = [2, 0, 0, 0];

    /// <summary>Null where the system does not tell: elsewhere than on Linux, and in a proxy's tunnel.</summary>
    public static OtherSide? Of(Stream stream)
    {
        var isSecured = stream is SslStream;
        if (stream is SslStream secured)
            stream = InnerOf(secured);
        return OperatingSystem.IsLinux() && stream is NetworkStream { Socket: var socket }
            ? new OtherSide(() => Ask(socket, static socket => socket.Available > 0) ?? false, () => Ask(socket, Received) ?? default, () => Ask(socket, AcknowledgeAll), isSecured)
            : null;
    }

    private static Receipt Received(Socket socket)
    {
        Span<byte> info = stackalloc byte[Length];
        var told = socket.GetRawSocketOption(Tcp, Info, info);
        var isOnItsWay = (told >= Unacknowledged + 4 && BinaryPrimitives.ReadInt32LittleEndian(info[Unacknowledged..]) > 0)
            || (told >= Length && BinaryPrimitives.ReadInt32LittleEndian(info[NotSent..]) > 0);
        return new Receipt(isOnItsWay, told >= Acknowledged + 8 ? BinaryPrimitives.ReadInt64LittleEndian(info[Acknowledged..]) : 0);
    }

    private static bool AcknowledgeAll(Socket socket)
    {
        socket.SetRawSocketOption(Tcp, QuickAck, Once);
        return true;
    }

    private static T? Ask<T>(Socket socket, Func<Socket, T> what)
        where T : struct
    {
        try
        {
            return what(socket);
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }

    // The connection is made by the framework, which wraps it and hands on the outermost alone.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_InnerStream")]
    private static extern Stream InnerOf(AuthenticatedStream secured);
}

/// <param name="IsOnItsWay">Something that was sent has not come over.</param>
/// <param name="Bytes">How many have, in the connection's life.</param>
internal readonly record struct Receipt(bool IsOnItsWay, long Bytes);
