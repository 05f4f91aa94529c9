using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace AiBridge.IntegrationTests.Hosting;

/// <summary>An upstream's answer that goes on only when the test says so, piece by piece.</summary>
/// <param name="contentType">Its content type.</param>
/// <param name="first">What is sent at once.</param>
/// <param name="status">Its status.</param>
/// <param name="encoding">Its content encoding.</param>
internal sealed class HeldAnswer(string contentType = Answers.EventStream, string first = "", int status = 200, string? encoding = null)
{
    private readonly Channel<byte[]?> _pieces = Channel.CreateUnbounded<byte[]?>();
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The headers are on their way, and what is sent at once.</summary>
    public Task Begun => _begun.Task;

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
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        if (encoding is not null)
            context.Response.Headers.ContentEncoding = encoding;
        await context.Response.StartAsync();
        await context.Response.WriteAsync(first);
        await context.Response.Body.FlushAsync();
        _begun.TrySetResult();
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
