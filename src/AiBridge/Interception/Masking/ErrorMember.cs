namespace AiBridge.Interception.Masking;

/// <summary>Finds the member <c>error</c> that tells one (<c>null</c> tells none) in JSON that comes in pieces. What a model says is inside strings, where its quotes are escaped.</summary>
internal sealed class ErrorMember
{
    /// <summary>Room for the name, blanks and the value's first byte.</summary>
    private const int Longest = 24;

    private static readonly byte[] Blanks = " \t\r\n"u8.ToArray();

    private readonly byte[] _seam = new byte[2 * Longest];
    private int _kept;

    /// <summary>Whether it stands in these bytes, or in what came last before them and these together.</summary>
    public bool IsIn(ReadOnlySpan<byte> bytes)
    {
        var first = bytes[..Math.Min(bytes.Length, Longest)];
        first.CopyTo(_seam.AsSpan(_kept));
        var found = Find(bytes) || Find(_seam.AsSpan(0, _kept + first.Length));
        var last = bytes.Length >= Longest ? bytes[^Longest..] : _seam.AsSpan(0, _kept + first.Length);
        last = last[^Math.Min(last.Length, Longest)..];
        last.CopyTo(_seam);
        _kept = last.Length;
        return found;
    }

    private static bool Find(ReadOnlySpan<byte> bytes)
    {
        var name = "\"error\""u8;
        for (int at; (at = bytes.IndexOf(name)) >= 0;)
        {
            bytes = bytes[(at + name.Length)..];
            var value = bytes.TrimStart(Blanks);
            if (value is not [(byte)':', ..])
                continue;
            if (value[1..].TrimStart(Blanks) is [(byte)'{' or (byte)'"' or (byte)'[', ..])
                return true;
        }

        return false;
    }
}
