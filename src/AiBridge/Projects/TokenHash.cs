using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace AiBridge.Projects;

/// <summary>The SHA-256 of a bridge token: what is stored, and what a presented token is compared by.</summary>
internal readonly struct TokenHash : IEquatable<TokenHash>
{
    private readonly ulong _a, _b, _c, _d;

    private TokenHash(ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        (_a, _b, _c, _d) = (words[0], words[1], words[2], words[3]);
    }

    /// <param name="token">A whole token; only ASCII ones can exist.</param>
    public static TokenHash Of(ReadOnlySpan<char> token)
    {
        Span<byte> ascii = stackalloc byte[TokenFormat.Length];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var length = Encoding.ASCII.GetBytes(token, ascii);
        SHA256.HashData(ascii[..length], hash);
        return new TokenHash(hash);
    }

    /// <param name="hex">As stored: 64 hex digits.</param>
    public static TokenHash Parse(string hex) => new(Convert.FromHexString(hex));

    /// <summary>Takes as long for a near miss as for any other.</summary>
    public bool Equals(TokenHash other) => ((_a ^ other._a) | (_b ^ other._b) | (_c ^ other._c) | (_d ^ other._d)) == 0;

    public override bool Equals(object? obj) => obj is TokenHash other && Equals(other);

    public override int GetHashCode() => (int)_a;

    /// <summary>Lower-case hex.</summary>
    public override string ToString()
    {
        ReadOnlySpan<ulong> words = [_a, _b, _c, _d];
        return Convert.ToHexStringLower(MemoryMarshal.AsBytes(words));
    }
}
