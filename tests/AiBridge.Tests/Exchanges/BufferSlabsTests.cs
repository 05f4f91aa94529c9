using AiBridge.Exchanges;

namespace AiBridge.Tests.Exchanges;

public sealed class BufferSlabsTests
{
    private const int Megabyte = 1024 * 1024;

    private readonly BufferSlabs _slabs = new();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(Megabyte, 1)]
    [InlineData(Megabyte + 1, 2)]
    [InlineData(20 * Megabyte, 32)]
    [InlineData(32 * Megabyte, 32)]
    [InlineData((32 * Megabyte) + 1, 33)]
    public void A_block_has_a_size_of_few(int wanted, int megabytes) => BufferSlabs.SizeOf(wanted).Should().Be(megabytes * Megabyte);

    [Fact]
    public void Blocks_never_lie_over_one_another_and_come_together_again()
    {
        var random = new Random(7);
        var held = new List<(BufferSlabs.Place Place, int Size)>();
        for (var step = 0; step < 5_000; step++)
        {
            if (held.Count > 0 && random.Next(2) == 0)
            {
                var at = random.Next(held.Count);
                _slabs.Return(held[at].Place);
                held.RemoveAt(at);
                continue;
            }

            var size = Megabyte << random.Next(6);
            if (_slabs.TryRent(size, most: 96 * Megabyte) is not { } place)
                continue;
            held.Any(other => ReferenceEquals(other.Place.Slab, place.Slab) && other.Place.Offset < place.Offset + size && place.Offset < other.Place.Offset + other.Size).Should().BeFalse();
            held.Add((place, size));
        }

        held.ForEach(block => _slabs.Return(block.Place));

        Enumerable.Range(0, 3).Select(_ => _slabs.TryRent(32 * Megabyte, most: 96 * Megabyte)).Should().NotContainNulls();
        _slabs.TryRent(Megabyte, most: 96 * Megabyte).Should().BeNull();
    }

    [Fact]
    public void Small_blocks_are_put_where_the_least_room_is_left()
    {
        var small = Enumerable.Range(0, 5).Select(_ => _slabs.TryRent(Megabyte, most: 32 * Megabyte)!.Value).ToArray();

        _slabs.Return(small[1]);
        var again = _slabs.TryRent(Megabyte, most: 32 * Megabyte);

        again.Should().Be(small[1]);
        _slabs.TryRent(16 * Megabyte, most: 32 * Megabyte).Should().NotBeNull();
    }

    [Fact]
    public void There_are_no_more_slabs_than_are_allowed_however_often_they_go_and_come()
    {
        for (var round = 0; round < 50; round++)
        {
            var blocks = Enumerable.Range(0, 4).Select(_ => _slabs.TryRent(32 * Megabyte, most: 128 * Megabyte)!.Value).ToList();
            blocks.ForEach(_slabs.Return);

            _slabs.Bytes.Should().BeLessThanOrEqualTo(128 * Megabyte);
        }
    }
}
