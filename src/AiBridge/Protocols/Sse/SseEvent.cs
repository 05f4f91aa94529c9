namespace AiBridge.Protocols.Sse;

/// <summary>The fields of one event while its lines are read. Spans point into the bytes the lines came from.</summary>
internal ref struct SseEvent
{
    /// <summary>A line that is no comment was seen.</summary>
    public bool Begun { get; private set; }

    /// <summary>The <c>event:</c> field; empty without one.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The first <c>data:</c> line; the only one in nearly every event.</summary>
    public ReadOnlySpan<byte> Data { get; private set; }

    /// <summary>How many <c>data:</c> lines there were; an event without any says nothing.</summary>
    public int DataLines { get; private set; }

    /// <summary>Takes one line, not empty, without its end. <c>id</c>, <c>retry</c> and unknown fields say nothing here.</summary>
    public void Line(ReadOnlySpan<byte> line)
    {
        if (line[0] == (byte)':')
            return;
        Begun = true;
        if (TryField(line, "data"u8, out var data))
        {
            if (DataLines++ == 0)
                Data = data;
        }
        else if (TryField(line, "event"u8, out var name))
        {
            Name = name;
        }
    }

    /// <summary>Whether the line is the named field; its value without the one space after the colon.</summary>
    public static bool TryField(ReadOnlySpan<byte> line, ReadOnlySpan<byte> field, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!line.StartsWith(field))
            return false;
        if (line.Length == field.Length)
            return true;
        if (line[field.Length] != (byte)':')
            return false;
        value = line[(field.Length + 1)..];
        if (!value.IsEmpty && value[0] == (byte)' ')
            value = value[1..];
        return true;
    }

    /// <summary>Reads an event whose bytes lie together; the blank line that ends it may be missing.</summary>
    public static SseEvent Read(ReadOnlySpan<byte> bytes)
    {
        var read = default(SseEvent);
        while (SseLines.TryTake(ref bytes, out var line, out _))
        {
            if (!line.IsEmpty)
                read.Line(line);
        }

        if (!bytes.IsEmpty)
            read.Line(bytes);
        return read;
    }
}
