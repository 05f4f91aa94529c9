using AiBridge.Configuration;
using AiBridge.Exchanges;
using AiBridge.Recording.Journaling;
using AiBridge.Recording.Writing;
using AiBridge.Storage;
using AiBridge.Telemetry;

namespace AiBridge.Recording;

internal static class RecordingRegistration
{
    /// <summary>Adds <see cref="InterceptionRecorder"/>, the <see cref="ReadBarrier"/> and the writer behind it; needs the storage, <see cref="LiveConfiguration"/>, metrics and a <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddRecording(this IServiceCollection services, BridgeOptions options) => services
        .AddSingleton(_ => OwnerDirectory.Create(DataDirectory.JournalOf(options)))
        .AddSingleton(provider => new Journal(provider.GetRequiredService<OwnerDirectory>()))
        .AddSingleton<RecordQueue>()
        .AddSingleton<RecordStore>()
        .AddSingleton<RejectedRecords>()
        .AddSingleton<RecordExport>()
        .AddSingleton<BatchCommit>()
        .AddSingleton<RecordOwners>()
        .AddSingleton<OwnerHeartbeat>()
        .AddSingleton<DeadOwners>()
        .AddSingleton<RecordWriter>()
        .AddSingleton<WriterFlush>()
        .AddSingleton(provider => new ReadBarrier(provider.GetRequiredService<WriterFlush>().StoredAsync, provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<LiveCalls>()
        .AddSingleton<InterceptionRecorder>()
        .AddInstruments<RecordingMetrics>().AddInstruments<InterceptionMetrics>().AddInstruments<GenAiMetrics>()
        // Stopped in reverse: a process is there to others until it has written what it could.
        .AddHostedService(provider => provider.GetRequiredService<OwnerHeartbeat>())
        .AddSingleton<RecordingService>()
        .AddHostedService(provider => provider.GetRequiredService<RecordingService>())
        .AddSingleton<JournalHealthCheck>()
        .AddHealthChecks().AddCheck<JournalHealthCheck>("journal").AddCheck<ReplayHealthCheck>("replay").AddCheck<WriterHealthCheck>("writer").Services;
}
