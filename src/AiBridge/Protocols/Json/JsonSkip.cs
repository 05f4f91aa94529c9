using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AiBridge.Protocols.Json;

/// <summary>
/// Finds where a JSON value ends without reading what is in it: 64 bytes at a step become bit masks of quotes, backslashes
/// and brackets. The cost does not depend on the content and the memory is constant, however deep the nesting. Brackets are
/// counted, not paired, and scalars are looked at by their first byte only: what is wrong inside is the provider's to refuse.
/// </summary>
internal static class JsonSkip
{
    private const int Block = 64;
    private const ulong EvenBits = 0x5555_5555_5555_5555;

    /// <summary>The first offset at or after <paramref name="at"/> that is not white space; the length when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int WhiteSpace(ReadOnlySpan<byte> json, int at)
    {
        while ((uint)at < (uint)json.Length && json[at] <= (byte)' ' && json[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            at++;
        return at;
    }

    /// <summary>The offset just after the value that begins at <paramref name="at"/>; -1 when it does not begin or end there.</summary>
    public static int Value(ReadOnlySpan<byte> json, int at)
    {
        if ((uint)at >= (uint)json.Length)
            return -1;
        return json[at] switch
        {
            (byte)'"' => String(json, at),
            (byte)'{' or (byte)'[' => Container(json, at),
            (byte)'t' => Literal(json, at, "true"u8),
            (byte)'f' => Literal(json, at, "false"u8),
            (byte)'n' => Literal(json, at, "null"u8),
            (byte)'-' or (>= (byte)'0' and <= (byte)'9') => Number(json, at),
            _ => -1,
        };
    }

    /// <summary>The offset just after the string whose opening quote is at <paramref name="at"/>; -1 when it is not closed.</summary>
    public static int String(ReadOnlySpan<byte> json, int at) => ShortString(json, at) is >= 0 and var end ? end : LongString(json, at);

    /// <summary>The same for a string of at most 15 bytes without escapes, which nearly every key is; -1 for any other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ShortString(ReadOnlySpan<byte> json, int at)
    {
        var from = at + 1;
        if (json.Length - from < Vector128<byte>.Count)
            return -1;
        var head = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(json), (nuint)from);
        var quotes = Vector128.Equals(head, Vector128.Create((byte)'"')).ExtractMostSignificantBits();
        var backslashes = Vector128.Equals(head, Vector128.Create((byte)'\\')).ExtractMostSignificantBits();
        var throughQuote = quotes ^ (quotes - 1);
        return quotes != 0 && (backslashes & throughQuote) == 0 ? from + BitOperations.TrailingZeroCount(quotes) + 1 : -1;
    }

    private static int LongString(ReadOnlySpan<byte> json, int at)
    {
        var from = at + 1;
        while (true)
        {
            var found = json[from..].IndexOf((byte)'"');
            if (found < 0)
                return -1;
            var quote = from + found;
            var first = quote;
            while (json[first - 1] == (byte)'\\')
                first--;
            from = quote + 1;
            if (((quote - first) & 1) == 0)
                return from;
        }
    }

    private static int Literal(ReadOnlySpan<byte> json, int at, ReadOnlySpan<byte> word) =>
        json[at..].StartsWith(word) ? at + word.Length : -1;

    private static int Number(ReadOnlySpan<byte> json, int at)
    {
        do
            at++;
        while (at < json.Length && json[at] is (>= (byte)'0' and <= (byte)'9') or (byte)'.' or (byte)'-' or (byte)'+' or (byte)'e' or (byte)'E');
        return at;
    }

    /// <summary>The offset just after the object or array that begins at <paramref name="at"/>; -1 when it is not closed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // else a process's first requests run it unoptimised
    private static int Container(ReadOnlySpan<byte> json, int at)
    {
        var state = default(Nesting);
        ref var start = ref MemoryMarshal.GetReference(json);
        for (; json.Length - at >= Block; at += Block)
        {
            var end = state.Next(ref Unsafe.Add(ref start, at));
            if (end >= 0)
                return at + end;
        }

        var tail = Tail(json[at..], ref state);
        return tail < 0 ? -1 : at + tail;
    }

    private static int Tail(ReadOnlySpan<byte> rest, ref Nesting state)
    {
        Span<byte> padded = stackalloc byte[Block];
        rest.CopyTo(padded);
        return state.Next(ref MemoryMarshal.GetReference(padded));
    }

    private struct Nesting
    {
        private int _depth;
        private ulong _inString;
        private ulong _escapesFirst;

        /// <summary>Takes the next 64 bytes; the offset just after the byte that closes the outermost bracket, else -1.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int Next(ref byte block)
        {
            var low = Vector256.LoadUnsafe(ref block);
            var high = Vector256.LoadUnsafe(ref block, 32);
            var quotes = Mask(low, high, (byte)'"');
            var backslashes = Mask(low, high, (byte)'\\');
            if ((backslashes | _escapesFirst) != 0)
                quotes &= ~Escaped(backslashes);
            if (quotes == 0 && _inString != 0)
                return -1;

            var strings = PrefixXor(quotes) ^ _inString;
            _inString = (ulong)((long)strings >> 63);

            // Setting 0x20 makes [ into { and ] into }, and no other byte into either.
            var fold = Vector256.Create((byte)0x20);
            low |= fold;
            high |= fold;
            return Close(Mask(low, high, (byte)'{') & ~strings, Mask(low, high, (byte)'}') & ~strings);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private int Close(ulong opening, ulong closing)
        {
            var closes = BitOperations.PopCount(closing);
            if (_depth > closes)
            {
                _depth += BitOperations.PopCount(opening) - closes;
                return -1;
            }

            return CloseOneByOne(opening, closing);
        }

        private int CloseOneByOne(ulong opening, ulong closing)
        {
            for (var either = opening | closing; either != 0; either &= either - 1)
            {
                var bit = BitOperations.TrailingZeroCount(either);
                _depth += ((opening >> bit) & 1) != 0 ? 1 : -1;
                if (_depth == 0)
                    return bit + 1;
            }

            return -1;
        }

        /// <summary>The bits of the bytes that a backslash escapes: those after runs of an odd number of backslashes.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private ulong Escaped(ulong backslashes)
        {
            backslashes &= ~_escapesFirst;
            var follows = (backslashes << 1) | _escapesFirst;
            var oddStarts = backslashes & ~EvenBits & ~follows;
            var ends = oddStarts + backslashes;
            _escapesFirst = ends < oddStarts ? 1UL : 0UL;
            return (EvenBits ^ (ends << 1)) & follows;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static ulong PrefixXor(ulong bits)
        {
            bits ^= bits << 1;
            bits ^= bits << 2;
            bits ^= bits << 4;
            bits ^= bits << 8;
            bits ^= bits << 16;
            return bits ^ (bits << 32);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static ulong Mask(Vector256<byte> low, Vector256<byte> high, byte value)
        {
            var wanted = Vector256.Create(value);
            return Vector256.Equals(low, wanted).ExtractMostSignificantBits()
                | ((ulong)Vector256.Equals(high, wanted).ExtractMostSignificantBits() << 32);
        }
    }
}
