using AiBridge.Exchanges;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AiBridge.Tests.Exchanges;

public sealed class SlowClientGuardTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly DefaultHttpContext _context = new();
    private readonly StalledBody _body = new();
    private readonly TaskCompletionSource _aborted = new();

    public SlowClientGuardTests()
    {
        _context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(_body));
        _context.Features.Set<IHttpRequestLifetimeFeature>(new Lifetime(_aborted));
        SlowClientGuard.Watch(_context, 60, _clock);
    }

    [Fact]
    public async Task A_write_that_nobody_takes_ends_the_request()
    {
        var written = _context.Response.Body.WriteAsync(new byte[10]).AsTask();

        _clock.Advance(TimeSpan.FromSeconds(59));
        _aborted.Task.IsCompleted.Should().BeFalse();
        _clock.Advance(TimeSpan.FromSeconds(1));

        _aborted.Task.IsCompleted.Should().BeTrue();
        _body.Taken.SetResult();
        await written;
    }

    [Fact]
    public async Task One_that_is_taken_in_time_does_not()
    {
        var written = _context.Response.BodyWriter.WriteAsync(new byte[10]).AsTask();
        _clock.Advance(TimeSpan.FromSeconds(30));
        _body.Taken.SetResult();
        await written;

        for (var minute = 0; minute < 10; minute++)
            _clock.Advance(TimeSpan.FromMinutes(1));

        _aborted.Task.IsCompleted.Should().BeFalse("nothing is waiting to be taken");
    }

    private sealed class Lifetime(TaskCompletionSource aborted) : IHttpRequestLifetimeFeature
    {
        public CancellationToken RequestAborted { get; set; }

        public void Abort() => aborted.TrySetResult();
    }

    /// <summary>Takes nothing until it is told to.</summary>
    private sealed class StalledBody : MemoryStream
    {
        public TaskCompletionSource Taken { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => await Taken.Task;

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Taken.Task;
    }
}
