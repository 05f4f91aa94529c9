using System.Diagnostics.Metrics;

namespace AiBridge.Telemetry;

/// <summary>Counts of what happened, one method an event; instruments and tags stay in here.</summary>
internal sealed class BridgeMetrics
{
    public const string MeterName = "AiBridge";

    private readonly Counter<long> _unobserved;
    private readonly Counter<long> _passthrough;
    private readonly Counter<long> _unrecorded;
    private readonly Counter<long> _journalFailures;
    private readonly Counter<long> _damagedRecords;
    private readonly Counter<long> _rejectedRecords;

    public BridgeMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);

        // Series: 4 reasons.
        _unobserved = meter.CreateCounter<long>("aibridge.observation.incomplete", "{exchange}", "Exchanges relayed whole but not observed whole");

        // Series: one a server-wide provider, which only administrators make (tried with 1,000), and one a provider type (11).
        _passthrough = meter.CreateCounter<long>("aibridge.passthrough.requests", "{request}", "Requests on passthrough routes");

        // Series: 1.
        _unrecorded = meter.CreateCounter<long>("aibridge.recording.unrecorded", "{exchange}", "Exchanges served without a record");

        // Series: 1 each.
        _journalFailures = meter.CreateCounter<long>("aibridge.recording.journal.failures", "{record}", "Records the journal could not take");
        _damagedRecords = meter.CreateCounter<long>("aibridge.recording.journal.damaged", "{record}", "Damaged stretches and records without a beginning met by replay");
        _rejectedRecords = meter.CreateCounter<long>("aibridge.recording.rejected", "{record}", "Records the database refuses");
    }

    /// <param name="reason">A lower_snake observation word.</param>
    public void NotObserved(string reason) => _unobserved.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <param name="provider">Its name.</param>
    /// <param name="type">The name of its type, under which those of projects are counted: projects choose names freely, and many.</param>
    /// <param name="ofProject">A project brought it.</param>
    public void PassedThrough(string provider, string type, bool ofProject) =>
        _passthrough.Add(1, new KeyValuePair<string, object?>("provider", ofProject ? type : provider));

    public void NotRecorded() => _unrecorded.Add(1);

    public void JournalFailed() => _journalFailures.Add(1);

    public void RecordsDamaged(int count) => _damagedRecords.Add(count);

    public void RecordRejected() => _rejectedRecords.Add(1);
}
