using System.Buffers;
using System.Runtime.InteropServices;
using AiBridge.Protocols.Json;

namespace AiBridge.Protocols;

/// <summary>
/// The texts of a person's message, decoded one behind the other into memory that is given back when they were looked at: of a
/// message of megabytes nothing is left but what is kept. Where there is no room for all of it, its beginning is taken.
/// </summary>
internal ref struct MessageTexts(RequestRoom? room) : IDisposable
{
    /// <summary>Characters of which nothing is counted: a connection costs as much.</summary>
    public const int Free = 32 * 1024;

    /// <summary>What is taken of one message, as sent: more words than any model reads in one request.</summary>
    private const int MostBytes = 4 * 1024 * 1024;
    private const int MostParts = 4096;

    private readonly List<(int Start, int End)> _places = [];
    private char[]? _pooled;
    private IMemoryOwner<byte>? _rented;
    private int _length;

    /// <summary>All of them, with a place between two and two at the end in which something can be written.</summary>
    public Span<char> All { get; private set; }

    /// <summary>Where each of them lies.</summary>
    public readonly IReadOnlyList<(int Start, int End)> Places => _places;

    /// <summary>There was more than is taken of any message.</summary>
    public bool IsCut { get; private set; }

    /// <summary>There was more than there was room for.</summary>
    public bool IsCrowdedOut { get; private set; }

    /// <summary>Takes the text parts in order.</summary>
    public void Take(JsonValue content)
    {
        // Quotes and brackets take more places than are needed between texts.
        var most = Math.Min(content.Raw.Length, MostBytes + MostParts) + 2;
        _pooled = ArrayPool<char>.Shared.Rent(Math.Min(most, Free));
        All = _pooled;
        var left = MostBytes;
        Take(content.Text, most, ref left);
        foreach (var part in content.Elements())
        {
            if (IsCut || IsCrowdedOut)
                break;
            Take(part.IsString ? part.Text : MessageText.OfPart(part), most, ref left);
        }
    }

    public readonly void Dispose()
    {
        _rented?.Dispose();
        if (_pooled is not null)
            ArrayPool<char>.Shared.Return(_pooled);
    }

    private void Take(JsonText text, int most, ref int left)
    {
        if (text.IsEmpty)
            return;
        IsCut = text.Raw.Length > left || _places.Count == MostParts;
        if (left == 0 || _places.Count == MostParts)
            return;
        var bytes = Math.Min(text.Raw.Length, left);
        if (bytes > Room && !TryGrow(most))
            (bytes, IsCrowdedOut) = (Room, true);
        left -= bytes;
        var count = new JsonText(text.Raw[..bytes]).DecodeInto(All[_length..]);
        // The last character may be half a one.
        if (bytes < text.Raw.Length)
            count = Math.Max(0, count - 1);
        _places.Add((_length, _length + count));
        _length += count + 1;
    }

    /// <summary>Bytes for whose characters there is room: none gives more than one.</summary>
    private readonly int Room => Math.Max(0, All.Length - _length - 2);

    private bool TryGrow(int most)
    {
        Span<char> larger;
        var pooled = default(char[]);
        if (room is null)
        {
            larger = pooled = ArrayPool<char>.Shared.Rent(most);
        }
        else if (_rented is null && room.Rent(most * sizeof(char)) is { } rented)
        {
            _rented = rented;
            larger = MemoryMarshal.Cast<byte, char>(rented.Memory.Span);
        }
        else
        {
            return false;
        }

        All[.._length].CopyTo(larger);
        ArrayPool<char>.Shared.Return(_pooled!);
        _pooled = pooled;
        All = larger;
        return true;
    }
}
