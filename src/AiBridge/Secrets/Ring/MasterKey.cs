using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace AiBridge.Secrets.Ring;

/// <summary>Wraps keys of the ring with AES-256-GCM (NIST SP 800-38D). Prints as its id.</summary>
internal sealed class MasterKey
{
    private const int Bytes = 32;

    // Of 32 random bytes about 30 differ; fewer than this come once in 10^13 keys, and from a keyboard.
    private const int LeastDifferentBytes = 16;

    private static readonly XName Wrapped = "wrappedKey";

    private readonly byte[] _key;

    private MasterKey(byte[] key)
    {
        _key = key;
        Id = Convert.ToHexStringLower(SHA256.HashData([.. "AiBridge master key "u8, .. key])[..8]);
    }

    /// <summary>A short hash: tells master keys apart and nothing else.</summary>
    public string Id { get; }

    /// <param name="text">32 random bytes as base64, base64url or hexadecimal digits.</param>
    /// <param name="problem">What a good value looks like; never the value.</param>
    /// <returns>Null when there is a problem.</returns>
    public static MasterKey? Parse(string text, out string problem)
    {
        problem = "";
        if (Decode(text.Trim()) is not { Length: Bytes } key)
            problem = "must be 32 random bytes as base64, base64url or 64 hexadecimal digits (openssl rand -base64 32)";
        else if (key.Distinct().Count() < LeastDifferentBytes)
            problem = "is not random; make 32 random bytes (openssl rand -base64 32)";
        else
            return new MasterKey(key);
        return null;
    }

    /// <summary>The id of the master key that wrapped it; null when nothing of the kind stands there.</summary>
    public static string? IdOf(string wrapped) => Read(wrapped)?.Attribute("master")?.Value;

    /// <param name="name">What the key is called in the ring; it unwraps under no other name.</param>
    /// <param name="element">The key.</param>
    /// <returns>An XML element with the master key's id and base64 of nonce, tag and ciphertext.</returns>
    public string Wrap(string name, XElement element)
    {
        var plain = Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting));
        var sealedBytes = new byte[AesGcm.NonceByteSizes.MaxSize + AesGcm.TagByteSizes.MaxSize + plain.Length];
        var (nonce, tag, cipher) = Parts(sealedBytes);
        RandomNumberGenerator.Fill(nonce.Span);
        using var aes = new AesGcm(_key, tag.Length);
        aes.Encrypt(nonce.Span, plain, cipher.Span, tag.Span, Bound(name));
        CryptographicOperations.ZeroMemory(plain);
        return new XElement(Wrapped, new XAttribute("master", Id), new XAttribute("algorithm", "A256GCM"), Convert.ToBase64String(sealedBytes)).ToString();
    }

    /// <summary>Null when another master key wrapped it, or it was damaged.</summary>
    public XElement? Unwrap(string name, string wrapped)
    {
        try
        {
            if (Read(wrapped) is not { } element || element.Attribute("master")?.Value != Id)
                return null;
            var (nonce, tag, cipher) = Parts(Convert.FromBase64String(element.Value));
            var plain = new byte[cipher.Length];
            using var aes = new AesGcm(_key, tag.Length);
            aes.Decrypt(nonce.Span, cipher.Span, tag.Span, plain, Bound(name));
            return XElement.Parse(Encoding.UTF8.GetString(plain));
        }
        catch (Exception damaged) when (damaged is CryptographicException or FormatException or XmlException or ArgumentException)
        {
            return null;
        }
    }

    public override string ToString() => Id;

    private static byte[]? Decode(string text)
    {
        if (text.Length == 2 * Bytes && text.All(char.IsAsciiHexDigit))
            return Convert.FromHexString(text);
        var url = text.TrimEnd('=').Replace('+', '-').Replace('/', '_');
        return Base64Url.IsValid(url) ? Base64Url.DecodeFromChars(url) : null;
    }

    private static XElement? Read(string wrapped)
    {
        try
        {
            return XElement.Parse(wrapped) is { } element && element.Name == Wrapped ? element : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static (Memory<byte> Nonce, Memory<byte> Tag, Memory<byte> Cipher) Parts(Memory<byte> bytes)
    {
        var (nonce, tag) = (AesGcm.NonceByteSizes.MaxSize, AesGcm.TagByteSizes.MaxSize);
        return (bytes[..nonce], bytes.Slice(nonce, tag), bytes[(nonce + tag)..]);
    }

    private byte[] Bound(string name) => Encoding.UTF8.GetBytes($"{Id} {name}");
}
