using System.Threading.Channels;
using AiBridge.IntegrationTests.Hosting;
using Microsoft.AspNetCore.Http;

namespace AiBridge.IntegrationTests.Interception;

/// <summary>An upstream's answer, written piece by piece by the test.</summary>
internal sealed class UpstreamScript(string contentType, string? encoding)
{
    private readonly Channel<byte[]?> _pieces = Channel.CreateUnbounded<byte[]?>();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The bridge has closed the connection.</summary>
    public Task Closed => _closed.Task;

    public void Send(string text) => Send(Traffic.Utf8(text));

    public void Send(byte[] bytes) => _pieces.Writer.TryWrite(bytes);

    /// <summary>Ends without an end.</summary>
    public void Die() => _pieces.Writer.TryWrite(null);

    /// <summary>Ends in good order.</summary>
    public void End() => _pieces.Writer.TryComplete();

    public async Task AnswerAsync(HttpContext context)
    {
        await context.ReadAsync();
        context.RequestAborted.Register(() => _closed.TrySetResult());
        context.Response.ContentType = contentType;
        if (encoding is not null)
            context.Response.Headers.ContentEncoding = encoding;
        await context.Response.StartAsync();
        await context.Response.Body.FlushAsync();
        try
        {
            await foreach (var piece in _pieces.Reader.ReadAllAsync(context.RequestAborted))
            {
                if (piece is null)
                {
                    context.Abort();
                    return;
                }

                await context.Response.Body.WriteAsync(piece, context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        }
        catch (OperationCanceledException)
        {
            // The bridge has closed the connection.
        }
    }
}
