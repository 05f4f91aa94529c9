using System.Runtime.CompilerServices;
using AiBridge.Protocols.Json;

namespace AiBridge.Protocols;

/// <summary>
/// A conversation of any length in constant memory: where its last messages lie, and its first few. A request carries the
/// whole history, but what is asked of it stands at its ends.
/// </summary>
internal ref struct MessageList
{
    private const int KeptLast = 64;
    private const int KeptFirst = 4;

    private ReadOnlySpan<byte> _body;
    private (int Start, int End) _whole;
    private First _first;
    private Last _last;

    /// <summary>How many messages there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many of the first ones <see cref="FromStart"/> can give.</summary>
    public readonly int FirstCount => Math.Min(Count, KeptFirst);

    /// <summary>How many of the last ones <see cref="FromEnd"/> can give.</summary>
    public readonly int LastCount => Math.Min(Count, KeptLast);

    /// <summary>The list as sent.</summary>
    public readonly JsonValue Whole => new(_body[_whole.Start.._whole.End]);

    /// <summary>Walks the list that <paramref name="cursor"/>, over <paramref name="body"/>, has just entered.</summary>
    public static MessageList Walk(scoped ref JsonCursor cursor, ReadOnlySpan<byte> body)
    {
        var list = new MessageList { _body = body };
        var start = cursor.Position - 1;
        while (cursor.NextElement())
        {
            var length = cursor.TakeValue().Raw.Length;
            list.Add((cursor.Position - length, cursor.Position));
        }

        list._whole = (start, cursor.Position);
        return list;
    }

    /// <param name="index">0 is the first message.</param>
    public readonly JsonValue FromStart(int index) => At(_first[index]);

    /// <param name="index">0 is the last message.</param>
    public readonly JsonValue FromEnd(int index) => At(_last[(Count - 1 - index) % KeptLast]);

    private void Add((int Start, int End) place)
    {
        if (Count < KeptFirst)
            _first[Count] = place;
        _last[Count % KeptLast] = place;
        Count++;
    }

    private readonly JsonValue At((int Start, int End) place) => new(_body[place.Start..place.End]);

    [InlineArray(KeptFirst)]
    private struct First
    {
        private (int, int) _element;
    }

    [InlineArray(KeptLast)]
    private struct Last
    {
        private (int, int) _element;
    }
}
