using System.Runtime.CompilerServices;

namespace AiBridge.Protocols.Json;

/// <summary>
/// Walks JSON forwards, once: enter an object or array, step through its members or elements, take the values that matter.
/// A value that is not taken or entered is skipped by the next step. Whoever enters a container steps until it is told
/// there is nothing more. When the bytes are no JSON every step says so from then on, and <see cref="Malformed"/> is set.
/// </summary>
internal ref struct JsonCursor(ReadOnlySpan<byte> json)
{
    private readonly ReadOnlySpan<byte> _json = json;
    private bool _atValue = true;
    private bool _first;

    /// <summary>The bytes are cut off or are no JSON.</summary>
    public bool Malformed { get; private set; }

    /// <summary>The offset of the next byte to read.</summary>
    public int Position { get; private set; }

    /// <summary>Enters the object that is next; false, and nothing moved, when the value is another.</summary>
    public bool EnterObject() => Enter((byte)'{');

    /// <summary>Enters the array that is next; false, and nothing moved, when the value is another.</summary>
    public bool EnterArray() => Enter((byte)'[');

    /// <summary>Steps to the next member's value; false at the end of the object.</summary>
    public bool NextMember(out JsonText key)
    {
        key = default;
        if (!Step((byte)'}'))
            return false;
        if (Peek() != (byte)'"')
            return Fail();
        var bytes = _json;
        var start = Position;
        var end = JsonSkip.ShortString(bytes, start);
        var isShort = end >= 0;
        if (!isShort)
            end = JsonSkip.String(bytes, start);
        if (end < 0)
            return Fail();
        var at = JsonSkip.WhiteSpace(bytes, end);
        if ((uint)at >= (uint)bytes.Length || bytes[at] != (byte)':')
            return Fail();
        Position = JsonSkip.WhiteSpace(bytes, at + 1);
        var name = bytes[(start + 1)..(end - 1)];
        key = isShort ? new JsonText(name, escaped: false) : new JsonText(name);
        return _atValue = true;
    }

    /// <summary>Steps to the next element; false at the end of the array.</summary>
    public bool NextElement()
    {
        if (!Step((byte)']'))
            return false;
        Position = JsonSkip.WhiteSpace(_json, Position);
        return _atValue = true;
    }

    /// <summary>The value the cursor stands before; the cursor goes behind it.</summary>
    public JsonValue TakeValue()
    {
        Position = JsonSkip.WhiteSpace(_json, Position);
        _atValue = false;
        var end = Malformed ? -1 : JsonSkip.Value(_json, Position);
        if (end < 0)
        {
            Fail();
            return default;
        }

        var value = new JsonValue(_json[Position..end]);
        Position = end;
        return value;
    }

    /// <summary>Whether only white space is left; something else makes the whole malformed.</summary>
    public bool AtEnd()
    {
        Position = JsonSkip.WhiteSpace(_json, Position);
        return (!Malformed && Position == _json.Length) || Fail();
    }

    private bool Enter(byte bracket)
    {
        Position = JsonSkip.WhiteSpace(_json, Position);
        if (Malformed || !_atValue || Peek() != bracket)
            return false;
        Position++;
        _atValue = false;
        return _first = true;
    }

    /// <summary>Goes over what separates two items; false at the closing bracket or at malformed bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Step(byte closing)
    {
        if (_atValue)
            SkipValue();
        if (Malformed)
            return false;
        Position = JsonSkip.WhiteSpace(_json, Position);
        var next = Peek();
        if (next == (byte)',' && !_first)
        {
            Position = JsonSkip.WhiteSpace(_json, Position + 1);
            return true;
        }

        if (next == closing)
        {
            Position++;
            return _first = false;
        }

        if (!_first)
            return Fail();
        _first = false;
        return true;
    }

    private void SkipValue()
    {
        _atValue = false;
        var end = JsonSkip.Value(_json, Position);
        if (end < 0)
            Fail();
        else
            Position = end;
    }

    private readonly int Peek() => (uint)Position < (uint)_json.Length ? _json[Position] : -1;

    private bool Fail()
    {
        Malformed = true;
        _atValue = false;
        return false;
    }
}
