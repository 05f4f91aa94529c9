namespace AiBridge.Protocols;

/// <summary>The mark that some servers put before their UTF-8; clients read over it.</summary>
internal static class ByteOrderMark
{
    public static ReadOnlySpan<byte> Without(ReadOnlySpan<byte> text) => text.StartsWith("\uFEFF"u8) ? text["\uFEFF"u8.Length..] : text;
}
