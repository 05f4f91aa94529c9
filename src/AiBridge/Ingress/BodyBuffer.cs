using System.Buffers;
using AiBridge.Exchanges;

namespace AiBridge.Ingress;

/// <summary>Reads a request body into one pooled block.</summary>
internal static class BodyBuffer
{
    // A declared length is believed up to here; beyond it the buffer grows with what really arrives.
    private const int TrustedLength = 4 * 1024 * 1024;
    private const int FirstGuess = 16 * 1024;

    /// <summary>Null when the body is longer than <paramref name="limit"/> bytes.</summary>
    public static async ValueTask<RequestBody?> ReadAsync(HttpRequest request, long limit, CancellationToken cancellation)
    {
        if (request.ContentLength > limit)
            return null;
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(request.ContentLength ?? FirstGuess, TrustedLength));
        var length = 0;
        try
        {
            var reader = request.BodyReader;
            while (true)
            {
                var read = await reader.ReadAsync(cancellation);
                if (length + read.Buffer.Length > limit)
                {
                    reader.AdvanceTo(read.Buffer.End);
                    return null;
                }

                buffer = WithRoomFor(buffer, length, (int)read.Buffer.Length, request.ContentLength, limit);
                read.Buffer.CopyTo(buffer.AsSpan(length));
                length += (int)read.Buffer.Length;
                reader.AdvanceTo(read.Buffer.End);
                if (!read.IsCompleted)
                    continue;
                var body = new RequestBody(buffer, length);
                buffer = null!;
                return body;
            }
        }
        finally
        {
            if (buffer is not null)
                ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] WithRoomFor(byte[] buffer, int used, int more, long? declared, long limit)
    {
        if (used + more <= buffer.Length)
            return buffer;
        var wanted = Math.Max(used + more, Math.Min(declared ?? limit, buffer.Length * 2L));
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(wanted, limit));
        buffer.AsSpan(0, used).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
