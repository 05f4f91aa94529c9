using System.Diagnostics.Metrics;
using AiBridge.Recording.Journaling;
using AiBridge.Telemetry;

namespace AiBridge.Recording.Writing;

/// <summary>How records get from the journal into the database, and which do not.</summary>
internal sealed class RecordingMetrics
{
    private readonly Counter<long> _lost;
    private readonly Counter<long> _journalFailures;
    private readonly Histogram<double> _write;

    public RecordingMetrics(BridgeMeter meter, OwnerDirectory journal, RecordQueue queue)
    {
        // Series: 3 reasons.
        _lost = meter.Counter("aibridge.recording.lost", "{record}", "Records that no query will ever find", series: 3);

        // Series: 1 each.
        _journalFailures = meter.Counter("aibridge.recording.journal_failures", "{record}", "Records that the journal could not take", series: 1);
        _write = meter.Histogram("aibridge.recording.write", "s", "One transaction of the writer", series: 1, Buckets.Overhead);
        meter.Gauge("aibridge.recording.journal", "By", "What the journal of this process takes on the disk", series: 1, () => [new(journal.Bytes())]);
        meter.Gauge("aibridge.recording.journal_lag", "s", "Age of the oldest record that the database does not have", series: 1, () => [new(queue.Lag.TotalSeconds)]);
        // What has never happened is there as 0: a counter that is born with its first event hides that one from a rate.
        Lost(0, "unrecorded");
        Lost(0, "damaged");
        Lost(0, "rejected");
        _journalFailures.Add(0);
    }

    /// <summary>A call that was served although it could not be recorded.</summary>
    public void NotRecorded() => Lost(1, "unrecorded");

    /// <summary>Stretches of a journal that cannot be read, and ends without a beginning.</summary>
    public void RecordsDamaged(int count) => Lost(count, "damaged");

    /// <summary>A record that the database refuses; it was put aside.</summary>
    public void RecordRejected() => Lost(1, "rejected");

    public void JournalFailed() => _journalFailures.Add(1);

    public void Written(TimeSpan elapsed) => _write.Record(elapsed.TotalSeconds);

    private void Lost(int count, string reason) => _lost.Add(count, new KeyValuePair<string, object?>("reason", reason));
}
