using System.Buffers.Binary;
using AiBridge.Recording.Journaling;
using AiBridge.Tests.Storage;

namespace AiBridge.Tests.Recording;

public sealed class DamagedJournalTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new();
    private readonly List<Guid> _ids = [];
    private TemporaryDatabase _database = null!;
    private string _segment = "";
    private int[] _offsets = [];

    public async Task InitializeAsync()
    {
        _database = await TemporaryDatabase.CreateAsync();
        await using var killed = new RecordingProcess(_database, _clock);
        foreach (var i in Enumerable.Range(0, 5))
            _ids.Add(killed.Open($"prompt {i}").Id);
        killed.Kill();
        _segment = killed.Owner.Segments().Single();
        var bytes = File.ReadAllBytes(_segment);
        _offsets = [.. Enumerable.Range(0, 6).Select(index => OffsetOf(bytes, index))];
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task A_hole_of_zeros_in_the_middle_costs_only_the_record_that_was_never_written()
    {
        Change(bytes => Record(bytes, 2).Clear());

        (await BroughtInAsync()).Should().Equal(_ids[0], _ids[1], _ids[3], _ids[4]);
    }

    [Fact]
    public async Task A_record_with_a_changed_byte_is_left_out()
    {
        Change(bytes => Record(bytes, 1)[40] ^= 0x20);

        (await BroughtInAsync()).Should().Equal(_ids[0], _ids[2], _ids[3], _ids[4]);
    }

    [Fact]
    public async Task A_record_whose_length_was_damaged_does_not_hide_those_behind_it()
    {
        Change(bytes => BinaryPrimitives.WriteInt32LittleEndian(Record(bytes, 1)[4..], 1_000_000));

        (await BroughtInAsync()).Should().Equal(_ids[0], _ids[2], _ids[3], _ids[4]);
    }

    [Fact]
    public async Task A_torn_record_at_the_end_costs_only_itself()
    {
        Change(bytes => Record(bytes, 4)[100..].Clear());

        (await BroughtInAsync()).Should().Equal(_ids[..4]);
    }

    [Fact]
    public async Task A_file_cut_inside_a_record_gives_what_lies_before()
    {
        var bytes = File.ReadAllBytes(_segment);
        File.WriteAllBytes(_segment, bytes[..(OffsetOf(bytes, 3) + 50)]);

        (await BroughtInAsync()).Should().Equal(_ids[..3]);
    }

    [Fact]
    public async Task An_end_whose_beginning_was_damaged_is_left_out_and_stops_nothing()
    {
        await using var killed = new RecordingProcess(_database, _clock);
        killed.Open().Complete("call_1");
        killed.Kill();
        var path = killed.Owner.Segments().Single();
        var journal = File.ReadAllBytes(path);
        journal[40] ^= 0x20;
        File.WriteAllBytes(path, journal);

        (await BroughtInAsync()).Should().Equal(_ids);
    }

    [Fact]
    public void Each_damaged_stretch_is_counted_and_unused_room_is_not()
    {
        Damaged(_ => { }).Should().Be(0);
        Damaged(bytes => Record(bytes, 2).Clear()).Should().Be(1);
        Damaged(bytes => Record(bytes, 4)[100..].Clear()).Should().Be(2, "the hole is still there");
    }

    [Fact]
    public async Task A_prompt_that_looks_like_a_record_stays_a_prompt()
    {
        var bytes = File.ReadAllBytes(_segment);
        var forged = System.Text.Encoding.Latin1.GetString(bytes.AsSpan(0, OffsetOf(bytes, 1)));
        await using var killed = new RecordingProcess(_database, _clock);
        killed.Open(forged);
        killed.Kill();
        var path = killed.Owner.Segments().Single();
        var journal = File.ReadAllBytes(path);
        journal[OffsetOf(journal, 0)] ^= 0xFF;
        File.WriteAllBytes(path, journal);
        File.Delete(_segment);

        (await BroughtInAsync()).Should().BeEmpty("the only real record was damaged, and the text inside it is none");
    }

    private async Task<List<Guid>> BroughtInAsync()
    {
        await using var next = new RecordingProcess(_database, _clock);
        await next.StartAsync();
        await next.Recorder.FlushAsync();
        var rows = await next.RowsAsync();
        rows.Should().NotContain(row => row.Status != "interrupted");
        return [.. _ids.Where(id => rows.Any(row => row.Id == id)), .. rows.Select(row => row.Id).Except(_ids)];
    }

    private int Damaged(Change change)
    {
        Change(change);
        var scan = new SegmentScan(File.ReadAllBytes(_segment));
        while (scan.TryNext(out _, out _))
        {
        }

        return scan.Damaged;
    }

    private void Change(Change change)
    {
        var bytes = File.ReadAllBytes(_segment);
        change(bytes);
        File.WriteAllBytes(_segment, bytes);
    }

    private Span<byte> Record(Span<byte> bytes, int index) => bytes[_offsets[index].._offsets[index + 1]];

    /// <summary>Where the record of that number begins; walks by the lengths alone.</summary>
    private static int OffsetOf(ReadOnlySpan<byte> bytes, int index)
    {
        var offset = 0;
        for (; index > 0; index--)
            offset += RecordFrame.SizeOf(BinaryPrimitives.ReadInt32LittleEndian(bytes[(offset + 4)..]));
        return offset;
    }
}

internal delegate void Change(Span<byte> bytes);
