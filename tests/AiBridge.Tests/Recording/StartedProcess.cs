using AiBridge.Tests.Storage;

namespace AiBridge.Tests.Recording;

/// <summary>A test of one process that records, started on a database of its own.</summary>
public abstract class StartedProcess : IAsyncLifetime
{
    private protected FakeTimeProvider Clock { get; } = new();

    private protected TemporaryDatabase Database { get; private set; } = null!;

    private protected RecordingProcess Process { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Database = await TemporaryDatabase.CreateAsync();
        Process = new RecordingProcess(Database, Clock);
        await Process.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await Process.DisposeAsync();
        await Database.DisposeAsync();
    }
}
