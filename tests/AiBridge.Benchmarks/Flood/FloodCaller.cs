using System.Net;
using System.Net.Sockets;
using System.Text;
using AiBridge.Benchmarks.Roles;

namespace AiBridge.Benchmarks.Flood;

/// <summary>
/// A client that sends one large body after the other, each on a connection of its own; every second one it never finishes. Of half of them the
/// bytes are the prompt, of the other half they are nobody's.
/// </summary>
internal sealed class FloodCaller(IPEndPoint address, string token, int number)
{
    private static readonly byte[] Begin = Encoding.ASCII.GetBytes("""{"model":"claude-test","max_tokens":1,"messages":[{"role":"user","content":"hello"}],"padding":""" + '"');
    private static readonly byte[] BeginOfPrompt = Encoding.ASCII.GetBytes("""{"model":"claude-test","max_tokens":1,"messages":[{"role":"user","content":""" + '"');
    private static readonly byte[] Padding = Encoding.ASCII.GetBytes(new string('p', 256 * 1024));
    private static readonly byte[] End = "\"}"u8.ToArray();
    private static readonly byte[] EndOfPrompt = "\"}]}"u8.ToArray();

    // Longer than a body waits for room, shorter than a client is cut for its silence.
    private static readonly TimeSpan Unfinished = TimeSpan.FromSeconds(5);

    /// <summary>How many answers there were, by status; 0 is none.</summary>
    public Dictionary<int, int> Answers { get; } = [];

    /// <summary>Until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        for (var round = number; !cancellation.IsCancellationRequested; round++)
        {
            try
            {
                var status = await SendAsync(finishes: round % 2 == 0, round, cancellation);
                Answers[status] = Answers.GetValueOrDefault(status) + 1;
            }
            catch (Exception gone) when (gone is SocketException or OperationCanceledException)
            {
                Answers[0] = Answers.GetValueOrDefault(0) + 1;
            }
        }
    }

    private async Task<int> SendAsync(bool finishes, int round, CancellationToken cancellation)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address, cancellation);
        using var answered = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var answer = StatusAsync(socket, answered);
        try
        {
            await SendBodyAsync(socket, isPrompt: round / 2 % 2 == 0, finishes ? FloodPlan.BodyBytes : FloodPlan.BodyBytes / 32 * (1 + (round * 7 % 31)), answered.Token);
            if (!finishes)
                answered.CancelAfter(Unfinished);
        }
        catch (Exception gone) when (gone is SocketException or OperationCanceledException)
        {
            // Refused before it was whole.
        }

        return await answer;
    }

    private async Task SendBodyAsync(Socket socket, bool isPrompt, int bytes, CancellationToken cancellation)
    {
        var (begin, end) = isPrompt ? (BeginOfPrompt, EndOfPrompt) : (Begin, End);
        var head = $"POST /anthropic/v1/messages HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n{UpstreamRole.MannerHeader}: {Manner.Blocking}\r\nContent-Length: {FloodPlan.BodyBytes}\r\n\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes(head), cancellation);
        await socket.SendAsync(begin, cancellation);
        var left = Math.Min(bytes, FloodPlan.BodyBytes - end.Length) - begin.Length;
        while (left > 0)
            left -= await socket.SendAsync(Padding.AsMemory(0, Math.Min(left, Padding.Length)), cancellation);
        if (bytes == FloodPlan.BodyBytes)
            await socket.SendAsync(end, cancellation);
    }

    private static async Task<int> StatusAsync(Socket socket, CancellationTokenSource answered)
    {
        try
        {
            var buffer = new byte[64];
            var read = await socket.ReceiveAsync(buffer, answered.Token);
            return read >= 12 ? int.Parse(Encoding.ASCII.GetString(buffer, 9, 3), System.Globalization.CultureInfo.InvariantCulture) : 0;
        }
        finally
        {
            await answered.CancelAsync();
        }
    }
}
