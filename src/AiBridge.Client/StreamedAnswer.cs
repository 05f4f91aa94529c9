namespace AiBridge.Client;

/// <summary>An answer that is read as it comes. Whoever leaves it early closes the connection at once.</summary>
internal sealed class StreamedAnswer(HttpResponseMessage response, Stream body) : IAsyncDisposable
{
    /// <summary>For the end of what is whole: it is on its way, and the connection can be used again behind it.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(250);

    /// <summary>All has come that was wanted.</summary>
    public bool IsWhole { get; set; }

    public HttpResponseMessage Response => response;

    public Stream Body => body;

    public async ValueTask DisposeAsync()
    {
        await AbandonAsync().ConfigureAwait(false);
        await body.DisposeAsync().ConfigureAwait(false);
        response.Dispose();
    }

    /// <summary>A handler that is not ours would first read what is left, for up to two seconds: a read that is cancelled ends the connection instead.</summary>
    private async ValueTask AbandonAsync()
    {
        var buffer = new byte[4096];
        try
        {
            using var leaving = new CancellationTokenSource();
            for (var reads = 0; reads < 1000; reads++)
            {
                var read = body.ReadAsync(buffer, leaving.Token);
                if (!read.IsCompleted && IsWhole)
                    leaving.CancelAfter(Grace);
                else if (!read.IsCompleted)
                    await leaving.CancelAsync().ConfigureAwait(false);
                if (await read.ConfigureAwait(false) == 0)
                    return;
            }
        }
        catch (Exception end) when (end is OperationCanceledException or IOException or HttpRequestException or ObjectDisposedException)
        {
            // That was the purpose, or it was over before.
        }
    }
}
