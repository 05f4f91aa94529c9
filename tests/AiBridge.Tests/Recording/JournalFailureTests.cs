using AiBridge.Recording.Journaling;
using AiBridge.Tests.Storage;

namespace AiBridge.Tests.Recording;

public sealed class JournalFailureTests : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private TemporaryDatabase _database = null!;
    private RecordingProcess _process = null!;

    public async Task InitializeAsync()
    {
        _database = await TemporaryDatabase.CreateAsync();
        _process = new RecordingProcess(_database, _clock);
        await _process.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _process.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public void Without_a_place_for_the_journal_a_request_cannot_be_opened()
    {
        Directory.Delete(_process.Owner.Path, recursive: true);
        File.WriteAllText(_process.Owner.Path, "in the way");

        var exchange = Exchanges.Make(_clock);

        _process.Recorder.TryOpen(exchange).Should().BeFalse();
        exchange.OnClosed.Should().BeNull("nothing was opened");
        _process.Recorder.Live.Should().Be(0);
    }

    [Fact]
    public async Task An_end_the_journal_cannot_take_reaches_the_database_all_the_same()
    {
        var exchange = _process.Open("x");
        FillSegment();
        await _process.Recorder.FlushAsync();
        Directory.Delete(_process.Owner.Path, recursive: true);
        File.WriteAllText(_process.Owner.Path, "in the way");

        exchange.Complete(new string('c', Journal.DefaultSegmentBytes));
        await _process.Recorder.FlushAsync();

        (await _process.RowAsync(exchange.Id)).Status.Should().Be("completed");
    }

    [Fact]
    public void When_there_is_a_place_again_requests_can_be_opened_again()
    {
        var aside = _process.Owner.Path + "-aside";
        Directory.Move(_process.Owner.Path, aside);
        _process.Recorder.TryOpen(Exchanges.Make(_clock)).Should().BeFalse();

        Directory.Move(aside, _process.Owner.Path);

        _process.Recorder.TryOpen(Exchanges.Make(_clock)).Should().BeTrue();
    }

    private void FillSegment()
    {
        for (var i = 0; i < 2; i++)
            _process.Open(new string('x', Journal.DefaultSegmentBytes / 2)).Complete();
    }
}
