using AiBridge.Configuration;
using AiBridge.Exchanges;
using AiBridge.Recording;
using AiBridge.Recording.Journaling;
using AiBridge.Recording.Writing;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using AiBridge.Telemetry;
using AiBridge.Tests.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AiBridge.Tests.Recording;

/// <summary>One process that records: the stage as it is registered, on a real journal and a database that others may share.</summary>
internal sealed class RecordingProcess : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly IReadOnlyList<IHostedService> _hosted;
    private bool _stopped;

    /// <param name="database">Its database.</param>
    /// <param name="clock">Its clock.</param>
    /// <param name="options">Its settings; null: the defaults.</param>
    /// <param name="host">Another name is another host: no process of one sees the directories of the other.</param>
    public RecordingProcess(TemporaryDatabase database, TimeProvider clock, RecordingOptions? options = null, string host = "")
    {
        Database = database;
        Clock = clock;
        var bridge = database.Options with { DataDirectory = Path.Combine(database.Directory, host), Recording = options ?? new RecordingOptions() };
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddMetrics();
        services.AddSingleton(clock);
        services.AddSingleton(new LiveConfiguration(bridge));
        services.AddMeters();
        services.AddSingleton(database.Contexts);
        services.AddRecording(bridge);
        _services = services.BuildServiceProvider();
        Recorder = _services.GetRequiredService<InterceptionRecorder>();
        Writer = _services.GetRequiredService<RecordWriter>();
        _hosted = [.. _services.GetServices<IHostedService>()];
    }

    public TemporaryDatabase Database { get; }

    public TimeProvider Clock { get; }

    public InterceptionRecorder Recorder { get; }

    public RecordWriter Writer { get; }

    public RecordStore Store => _services.GetRequiredService<RecordStore>();

    public ReadBarrier Barrier => _services.GetRequiredService<ReadBarrier>();

    public OwnerDirectory Owner => _services.GetRequiredService<OwnerDirectory>();

    public async Task StartAsync()
    {
        foreach (var service in _hosted)
            await service.StartAsync(CancellationToken.None);
    }

    public async Task StopAsync()
    {
        _stopped = true;
        foreach (var service in _hosted.Reverse())
            await service.StopAsync(CancellationToken.None);
    }

    /// <summary>Opens an exchange; fails the test when it cannot be recorded.</summary>
    public Exchange Open(string? prompt = "hello", string? answers = null, string project = "prj_default")
    {
        var exchange = Exchanges.Make(Clock, prompt, answers, project);
        Recorder.TryOpen(exchange).Should().BeTrue();
        return exchange;
    }

    public async Task<InterceptionRow> RowAsync(Guid id) => (await RowsAsync()).Single(row => row.Id == id);

    /// <summary>Their rows, in the order of the exchanges.</summary>
    public async Task<List<InterceptionRow>> RowsAsync(IEnumerable<Exchange> exchanges)
    {
        var rows = await RowsAsync();
        return [.. exchanges.Select(exchange => rows.Single(row => row.Id == exchange.Id))];
    }

    public async Task<List<InterceptionRow>> RowsAsync()
    {
        await using var db = Database.Open();
        return await db.Interceptions.AsNoTracking()
            .Include(row => row.Prompts).Include(row => row.ToolUsages).Include(row => row.ModelThoughts)
            .OrderBy(row => row.Id).ToListAsync();
    }

    /// <summary>Ends a process whose writer was never started as <c>kill -9</c> does: the operating system lets go of the lock, nothing else happens.</summary>
    public void Kill()
    {
        _stopped = true;
        Owner.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stopped)
            await StopAsync();
        await _services.DisposeAsync();
    }
}
