namespace AiBridge.Protocols.Json;

/// <summary>One member of an object.</summary>
internal readonly ref struct JsonMember(JsonText key, JsonValue value)
{
    public JsonText Key { get; } = key;

    public JsonValue Value { get; } = value;
}

/// <summary>The members of an object, for <c>foreach</c>; ends early where the bytes are malformed.</summary>
internal ref struct JsonMembers
{
    private JsonCursor _cursor;
    private readonly bool _entered;

    public JsonMembers(ReadOnlySpan<byte> raw)
    {
        _cursor = new JsonCursor(raw);
        _entered = _cursor.EnterObject();
    }

    public JsonMember Current { get; private set; }

    public readonly JsonMembers GetEnumerator() => this;

    public bool MoveNext()
    {
        if (!_entered || !_cursor.NextMember(out var key))
            return false;
        Current = new JsonMember(key, _cursor.TakeValue());
        return !_cursor.Malformed;
    }
}

/// <summary>The elements of an array, for <c>foreach</c>; ends early where the bytes are malformed.</summary>
internal ref struct JsonElements
{
    private JsonCursor _cursor;
    private readonly bool _entered;

    public JsonElements(ReadOnlySpan<byte> raw)
    {
        _cursor = new JsonCursor(raw);
        _entered = _cursor.EnterArray();
    }

    public JsonValue Current { get; private set; }

    public readonly JsonElements GetEnumerator() => this;

    public bool MoveNext()
    {
        if (!_entered || !_cursor.NextElement())
            return false;
        Current = _cursor.TakeValue();
        return !_cursor.Malformed;
    }
}
