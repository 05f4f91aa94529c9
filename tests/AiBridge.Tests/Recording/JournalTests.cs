using System.Collections.Concurrent;
using System.Text;
using AiBridge.Recording.Journaling;

namespace AiBridge.Tests.Recording;

public sealed class JournalTests : IDisposable
{
    private readonly string _root = Path.Combine(Path.GetTempPath(), "aibridge-tests", Guid.NewGuid().ToString("N"));
    private readonly OwnerDirectory _owner;

    public JournalTests() => _owner = OwnerDirectory.Create(_root);

    public void Dispose()
    {
        _owner.Dispose();
        // Under another name no segment that is just being prepared gets in between.
        Directory.Move(_root, _root + "-done");
        Directory.Delete(_root + "-done", recursive: true);
    }

    [Fact]
    public void Records_appended_by_eight_threads_over_many_segments_can_all_be_read()
    {
        var journal = new Journal(_owner, segmentBytes: 64 * 1024);
        var entries = new ConcurrentBag<(JournalEntry Entry, string Text)>();

        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, thread =>
        {
            for (var i = 0; i < 1000; i++)
            {
                var text = $"{thread}/{i}/{new string('x', i % 700)}";
                entries.Add((Append(journal, text), text));
            }
        });

        Scan().Order().SequenceEqual(entries.Select(entry => entry.Text).Order()).Should().BeTrue();
        entries.All(pair => ReadBack(pair.Entry) == pair.Text).Should().BeTrue();
        _owner.Segments().Count.Should().BeGreaterThan(20);
    }

    [Fact]
    public void A_segment_is_deleted_when_it_is_sealed_and_its_records_are_let_go()
    {
        var journal = new Journal(_owner, segmentBytes: 256);
        var first = (Segment)Append(journal, "a").Source!;
        first.Release();
        File.Exists(first.Path).Should().BeTrue("it is still the current one");

        var second = (Segment)Append(journal, new string('b', 230)).Source!;
        second.Should().NotBeSameAs(first);
        File.Exists(first.Path).Should().BeFalse();

        Append(journal, "c");
        File.Exists(second.Path).Should().BeTrue("its record was not let go");
        second.Release();
        File.Exists(second.Path).Should().BeFalse();
    }

    [Fact]
    public void Order_survives_an_oversized_record()
    {
        var journal = new Journal(_owner, segmentBytes: 1024);
        string[] texts = ["first", new string('x', 5000), "after", new string('y', 5000), "last"];
        foreach (var text in texts)
            Append(journal, text);

        Scan().Should().Equal(texts);
    }

    [Fact]
    public void Retiring_an_empty_journal_removes_its_directory_and_refuses_more()
    {
        var journal = new Journal(_owner);
        ((Segment)Append(journal, "a").Source!).Release();

        journal.Retire().Should().BeTrue();

        Directory.Exists(_owner.Path).Should().BeFalse();
        FluentActions.Invoking(() => Append(journal, "b")).Should().Throw<IOException>();
    }

    [Fact]
    public void Retiring_a_journal_with_records_keeps_them()
    {
        var journal = new Journal(_owner);
        Append(journal, "a");

        journal.Retire().Should().BeFalse();

        Scan().Should().Equal("a");
    }

    [Fact]
    public void Only_the_directory_of_a_dead_process_can_be_claimed()
    {
        OwnerDirectory.TryClaim(_root, _owner.OwnerId).Should().BeNull();
        File.WriteAllBytes(Path.Combine(_owner.Path, "000001.journal"), []);
        _owner.Dispose();

        using var claimed = OwnerDirectory.TryClaim(_root, _owner.OwnerId);
        claimed.Should().NotBeNull();
        OwnerDirectory.TryClaim(_root, _owner.OwnerId).Should().BeNull("it is claimed now");
        OwnerDirectory.TryClaim(_root, Guid.NewGuid()).Should().BeNull("there is none");
    }

    [Fact]
    public void A_process_that_ends_without_records_leaves_no_directory()
    {
        _owner.Dispose();

        Directory.Exists(_owner.Path).Should().BeFalse();
    }

    private static JournalEntry Append(Journal journal, string text)
    {
        var payload = Encoding.UTF8.GetBytes(text);
        var frame = new byte[RecordFrame.SizeOf(payload.Length)];
        payload.CopyTo(frame, RecordFrame.HeaderBytes);
        RecordFrame.Seal(frame, payload.Length, RecordKind.Opening);
        return journal.Append(new SealedFrame(frame), RecordKind.Opening, flush: false);
    }

    private static string ReadBack(JournalEntry entry)
    {
        var frame = new byte[entry.Length];
        ((Segment)entry.Source!).Read(entry.Offset, frame);
        RecordFrame.TryRead(frame, out _, out var payload).Should().BeTrue();
        return Encoding.UTF8.GetString(payload);
    }

    private List<string> Scan()
    {
        var texts = new List<string>();
        foreach (var path in _owner.Segments())
        {
            var scan = new SegmentScan(File.ReadAllBytes(path));
            while (scan.TryNext(out _, out var payload))
                texts.Add(Encoding.UTF8.GetString(payload));
            scan.Damaged.Should().Be(0);
        }

        return texts;
    }
}
