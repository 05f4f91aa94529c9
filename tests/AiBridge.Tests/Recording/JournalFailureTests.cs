using AiBridge.Recording.Journaling;

namespace AiBridge.Tests.Recording;

[Trait("Speed", "Slow")]
public sealed class JournalFailureTests : StartedProcess
{
    [Fact]
    public void Without_a_place_for_the_journal_a_request_cannot_be_opened()
    {
        PutSomethingInTheWay();

        var exchange = Exchanges.Make(Clock);

        Process.Recorder.TryOpen(exchange).Should().BeFalse();
        exchange.IsAwaited.Should().BeFalse("nothing was opened");
        Process.Recorder.Live.Should().Be(0);
    }

    [Fact]
    public async Task An_end_the_journal_cannot_take_reaches_the_database_all_the_same()
    {
        var exchange = Process.Open("x");
        FillSegment();
        await Process.Recorder.FlushAsync();
        PutSomethingInTheWay();

        exchange.Complete(new string('c', Journal.DefaultSegmentBytes));
        await Process.Recorder.FlushAsync();

        (await Process.RowAsync(exchange.Id)).Status.Should().Be("completed");
    }

    [Fact]
    public void When_there_is_a_place_again_requests_can_be_opened_again()
    {
        var aside = Process.Owner.Path + "-aside";
        Directory.Move(Process.Owner.Path, aside);
        Process.Recorder.TryOpen(Exchanges.Make(Clock)).Should().BeFalse();

        Directory.Move(aside, Process.Owner.Path);

        Process.Recorder.TryOpen(Exchanges.Make(Clock)).Should().BeTrue();
    }

    /// <summary>Moved away at once: a segment that is being prepared may appear in a directory while it is deleted.</summary>
    private void PutSomethingInTheWay()
    {
        Directory.Move(Process.Owner.Path, Process.Owner.Path + "-aside");
        File.WriteAllText(Process.Owner.Path, "in the way");
    }

    private void FillSegment()
    {
        for (var i = 0; i < 2; i++)
            Process.Open(new string('x', Journal.DefaultSegmentBytes / 2)).Complete();
    }
}
