using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace AiBridge.Chat.Calls;

/// <summary>The head of an answer of the pipeline; it has begun when the first of it is written.</summary>
internal sealed class InnerHead : HttpResponseFeature
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Begun => _begun.Task;

    public override bool HasStarted => _begun.Task.IsCompleted;

    public void Begin() => _begun.TrySetResult();
}

/// <summary>How long the pipeline goes on with a request: until it is done, or whoever waits for it has left.</summary>
internal sealed class InnerLifetime : IHttpRequestLifetimeFeature, IDisposable
{
    private readonly CancellationTokenSource _ended = new();

    public InnerLifetime() => RequestAborted = _ended.Token;

    public CancellationToken RequestAborted { get; set; }

    public void Abort()
    {
        try
        {
            _ended.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It was over before.
        }
    }

    public void Dispose() => _ended.Dispose();
}

/// <summary>There is a body.</summary>
internal sealed class InnerBodyDetection : IHttpRequestBodyDetectionFeature
{
    public bool CanHaveBody => true;
}

/// <summary>The span of the request that this one is made for.</summary>
internal sealed class InnerActivity : IHttpActivityFeature
{
    public Activity Activity { get; set; } = Activity.Current!;
}
