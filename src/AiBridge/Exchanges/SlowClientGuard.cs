using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace AiBridge.Exchanges;

/// <summary>
/// Cuts a client that does not take what is written to it: nobody may hold a connection, and what an answer is made from, for ever.
/// For every answer that is written; bridged ones are read by the client, and guarded there.
/// </summary>
internal sealed class SlowClientGuard : IHttpResponseBodyFeature, IDisposable
{
    /// <summary>Bytes a second that a client takes in the long run, as the server has it by default. HTTP/2 knows no such thing for one stream; there it is the writing alone that must go on.</summary>
    private const double SlowestRate = 240;

    private readonly IHttpResponseBodyFeature _body;
    private readonly SlowClientTimer _stall;

    private SlowClientGuard(HttpContext context, TimeSpan limit, TimeProvider clock)
    {
        _body = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        _stall = new SlowClientTimer(clock, limit, context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>().Abort);
        Writer = new GuardedWriter(_body.Writer, _stall);
        Stream = Writer.AsStream(leaveOpen: true);
    }

    public Stream Stream { get; }

    public PipeWriter Writer { get; }

    /// <param name="context">The request whose answer is about to be written.</param>
    /// <param name="seconds">How long a write may take; 0 is for ever.</param>
    /// <param name="clock">Counts them.</param>
    public static void Watch(HttpContext context, int seconds, TimeProvider clock)
    {
        if (seconds == 0)
            return;
        var limit = TimeSpan.FromSeconds(seconds);
        var guard = new SlowClientGuard(context, limit, clock);
        context.Features.Set<IHttpResponseBodyFeature>(guard);
        context.Response.RegisterForDispose(guard);
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate && !HttpProtocol.IsHttp2(context.Request.Protocol))
            rate.MinDataRate = new MinDataRate(SlowestRate, limit);
    }

    public void DisableBuffering() => _body.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => _body.StartAsync(cancellationToken);

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        SendFileFallback.SendFileAsync(Stream, path, offset, count, cancellationToken);

    public Task CompleteAsync() => _body.CompleteAsync();

    public void Dispose() => _stall.Dispose();

    /// <summary>Times what does not go out at once.</summary>
    private sealed class GuardedWriter(PipeWriter writer, SlowClientTimer stall) : PipeWriter
    {
        public override bool CanGetUnflushedBytes => writer.CanGetUnflushedBytes;

        public override long UnflushedBytes => writer.UnflushedBytes;

        public override Memory<byte> GetMemory(int sizeHint = 0) => writer.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => writer.GetSpan(sizeHint);

        public override void Advance(int bytes) => writer.Advance(bytes);

        public override void CancelPendingFlush() => writer.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => writer.Complete(exception);

        public override ValueTask CompleteAsync(Exception? exception = null) => writer.CompleteAsync(exception);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => Timed(writer.FlushAsync(cancellationToken));

        public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
            Timed(writer.WriteAsync(source, cancellationToken));

        private ValueTask<FlushResult> Timed(ValueTask<FlushResult> flush) => flush.IsCompletedSuccessfully ? flush : WaitAsync(flush);

        private async ValueTask<FlushResult> WaitAsync(ValueTask<FlushResult> flush)
        {
            stall.Given();
            try
            {
                return await flush.ConfigureAwait(false);
            }
            finally
            {
                stall.Back();
            }
        }
    }
}
