using System.Net;
using System.Net.Http.Headers;

namespace AiBridge.IntegrationTests.Rights;

/// <summary>A body whose second half comes when the test says so.</summary>
internal sealed class SlowBody : HttpContent
{
    private readonly byte[] _text;
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _rest = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SlowBody(string text)
    {
        _text = System.Text.Encoding.UTF8.GetBytes(text);
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    /// <summary>The first half is on its way.</summary>
    public Task Begun => _begun.Task;

    public void Finish() => _rest.TrySetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(_text.AsMemory(0, _text.Length / 2));
        await stream.FlushAsync();
        _begun.TrySetResult();
        await _rest.Task;
        await stream.WriteAsync(_text.AsMemory(_text.Length / 2));
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _text.Length;
        return true;
    }
}
