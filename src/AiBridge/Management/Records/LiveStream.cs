using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using AiBridge.Management.Access;
using AiBridge.Projects;
using AiBridge.Records.Live;

namespace AiBridge.Management.Records;

/// <summary>
/// Writes events to one who reads them, until it leaves, its token may no longer, or the process goes down. Not by the platform's own result: that has no
/// comments, and one who does not read could not be ended.
/// </summary>
internal sealed class LiveStream(CallerGate gate, TimeProvider clock, IHostApplicationLifetime lifetime)
{
    public const string ContentType = "text/event-stream";

    private static readonly TimeSpan CommentEvery = TimeSpan.FromSeconds(15);

    /// <summary>With the second after which another process's change is noticed, less than two.</summary>
    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(500);

    public async Task WriteAsync(HttpContext context, LiveReader reader)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        context.Response.ContentType = ContentType;
        context.Response.Headers["X-Accel-Buffering"] = "no";
        var writer = context.Response.BodyWriter;
        // Proxies hold headers back until there is a body.
        Comment(writer);
        for (var commented = clock.GetTimestamp(); ;)
        {
            // Asked for first: what comes behind the look is news then.
            var news = reader.News;
            foreach (var item in reader.Take())
                Write(writer, item);
            if (clock.GetElapsedTime(commented) >= CommentEvery)
            {
                Comment(writer);
                commented = clock.GetTimestamp();
            }

            if (writer.UnflushedBytes > 0 && !await FlushAsync(context, writer, end.Token))
                return;
            if (!await PassAsync(news, context, once: true, end.Token))
                return;
        }
    }

    /// <summary>False when it is over.</summary>
    private async Task<bool> FlushAsync(HttpContext context, PipeWriter writer, CancellationToken end)
    {
        var flush = writer.FlushAsync(context.RequestAborted).AsTask();
        var goesOn = await PassAsync(flush, context, once: false, end);
        // It does not take what is written: to wait for that would be for ever.
        if (!flush.IsCompleted)
            context.Abort();
        await ((Task)flush).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return goesOn && flush is { IsCompletedSuccessfully: true, Result.IsCompleted: false };
    }

    /// <summary>Waits, and asks again and again whether the caller still may.</summary>
    /// <returns>False when it is over.</returns>
    private async Task<bool> PassAsync(Task awaited, HttpContext context, bool once, CancellationToken end)
    {
        do
        {
            await awaited.WaitAsync(AskEvery, clock, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (end.IsCancellationRequested || !MayRead(context))
                return false;
        }
        while (!once && !awaited.IsCompleted);
        return true;
    }

    private bool MayRead(HttpContext context)
    {
        try
        {
            gate.AskAgain(context);
            return true;
        }
        catch (RefusedException)
        {
            return false;
        }
    }

    private static void Comment(PipeWriter writer) => writer.Write(":\n\n"u8);

    private static void Write(PipeWriter writer, LiveItem item)
    {
        Encoding.UTF8.GetBytes(item.Id is null ? $"event: {item.Name}\ndata: " : $"event: {item.Name}\nid: {item.Id}\ndata: ", writer);
        writer.Write(item.Data.Span);
        writer.Write("\n\n"u8);
    }
}
