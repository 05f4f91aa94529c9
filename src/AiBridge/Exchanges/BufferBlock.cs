using System.Buffers;

namespace AiBridge.Exchanges;

/// <summary>Memory for one owner, counted in a <see cref="BufferBudget"/>; given back once.</summary>
internal sealed class BufferBlock : IMemoryOwner<byte>
{
    private readonly BufferSlabs.Place _place;
    private readonly BufferBudget? _budget;
    private readonly string _caller;
    private readonly int _counted;
    private readonly bool _isPooled;

    public BufferBlock(BufferSlabs.Place place, BufferBudget budget, string caller, int counted)
    {
        (_place, _budget, _caller, _counted) = (place, budget, caller, counted);
        Memory = place.Slab.Bytes.AsMemory(place.Offset, counted);
    }

    private BufferBlock(byte[] array, BufferBudget? budget, string caller, int counted)
    {
        (_budget, _caller, _counted, _isPooled) = (budget, caller, counted, true);
        Memory = array;
    }

    /// <summary>Holds whatever its last owner has written.</summary>
    public Memory<byte> Memory { get; }

    public int Length => Memory.Length;

    /// <summary>Not counted without a budget.</summary>
    public static BufferBlock OfPool(int bytes, BufferBudget? budget = null, string caller = "", int counted = 0) =>
        new(ArrayPool<byte>.Shared.Rent(bytes), budget, caller, counted);

    void IDisposable.Dispose() => Return();

    public void Return()
    {
        if (!_isPooled)
            _budget!.Return(_place);
        else if (System.Runtime.InteropServices.MemoryMarshal.TryGetArray<byte>(Memory, out var array))
            ArrayPool<byte>.Shared.Return(array.Array!);
        if (_counted > 0)
            _budget!.Return(_caller, _counted);
    }
}
