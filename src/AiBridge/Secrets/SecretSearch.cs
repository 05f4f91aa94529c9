using System.Net;
using System.Text;
using System.Text.Encodings.Web;

namespace AiBridge.Secrets;

/// <summary>Finds secrets in bytes that come in pieces, also in the ways in which JSON, URLs and HTML write them. Made only where there may be something to find.</summary>
internal sealed class SecretSearch
{
    private const byte Masked = (byte)'*';

    /// <summary>The longest first: a secret may begin with another.</summary>
    private readonly (byte[] Bytes, Secret Of)[] _forms;

    public SecretSearch(IEnumerable<Secret> secrets)
    {
        var forms = new Dictionary<string, Secret>(StringComparer.Ordinal);
        foreach (var secret in secrets)
        {
            foreach (var form in FormsOf(secret.Reveal()))
                forms.TryAdd(form, secret);
        }

        _forms = [.. forms.Where(form => form.Key.Length > 0).OrderByDescending(form => form.Key.Length).Select(form => (Encoding.Latin1.GetBytes(form.Key), form.Value))];
    }

    /// <summary>The first one that stands there in full; null when none does.</summary>
    public (int At, int Length, Secret Of)? Next(ReadOnlySpan<byte> bytes)
    {
        (int At, int Length, Secret Of)? first = null;
        foreach (var (form, secret) in _forms)
        {
            var at = (first is { } found ? bytes[..Math.Min(bytes.Length, found.At + form.Length)] : bytes).IndexOf(form);
            if (at >= 0 && (first is null || at < first.Value.At))
                first = (at, form.Length, secret);
        }

        return first;
    }

    /// <summary>How many of the last bytes may be the beginning of one.</summary>
    public int Undecided(ReadOnlySpan<byte> bytes)
    {
        var most = 0;
        foreach (var (form, _) in _forms)
        {
            var tail = bytes[^Math.Min(form.Length - 1, bytes.Length)..];
            for (var at = tail.IndexOf(form[0]); at >= 0 && tail.Length > most; at = tail.IndexOf(form[0]))
            {
                tail = tail[at..];
                if (form.AsSpan().StartsWith(tail))
                    most = Math.Max(most, tail.Length);
                tail = tail[1..];
            }
        }

        return most;
    }

    /// <summary>Overwrites every one that stands there in full, byte by byte, so that no length changes.</summary>
    /// <param name="bytes">Changed in place.</param>
    /// <param name="last">Nothing follows.</param>
    /// <returns>How many of the last bytes must wait for what follows.</returns>
    public int Mask(Span<byte> bytes, bool last)
    {
        // What lies wholly behind it may be the beginning of a longer one.
        var limit = last ? bytes.Length : bytes.Length - Undecided(bytes);
        foreach (var (form, _) in _forms)
        {
            var from = 0;
            for (var at = bytes.IndexOf(form); at >= 0 && from + at < limit; at = bytes[from..].IndexOf(form))
            {
                bytes.Slice(from + at, form.Length).Fill(Masked);
                from += at + form.Length;
            }
        }

        return last ? 0 : Undecided(bytes);
    }

    /// <summary>The same for text whose characters are bytes, as in headers.</summary>
    public string Mask(string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        if (Next(bytes) is null)
            return text;
        Mask(bytes, last: true);
        return Encoding.Latin1.GetString(bytes);
    }

    private static IEnumerable<string> FormsOf(string value)
    {
        var json = JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value);
        var careful = JavaScriptEncoder.Default.Encode(value);
        // Bytes as characters, as everywhere here: what is not ASCII may stand there in UTF-8.
        string[] forms =
        [
            value, Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(value)), json, careful, LowerHex(careful), Uri.EscapeDataString(value), WebUtility.HtmlEncode(value),
            // Gson's way with the end of base64, beside the others' with all else.
            json.Replace("=", "\\u003d", StringComparison.Ordinal), careful.Replace("=", "\\u003D", StringComparison.Ordinal), LowerHex(careful).Replace("=", "\\u003d", StringComparison.Ordinal),
        ];
        // Any of them may escape the slash, too.
        return [.. forms, .. forms.Select(form => form.Replace("/", "\\/", StringComparison.Ordinal))];
    }

    private static string LowerHex(string escaped)
    {
        var text = new StringBuilder(escaped);
        for (var at = escaped.IndexOf("\\u", StringComparison.Ordinal); at >= 0 && at + 6 <= escaped.Length; at = escaped.IndexOf("\\u", at + 6, StringComparison.Ordinal))
        {
            for (var digit = at + 2; digit < at + 6; digit++)
                text[digit] = char.ToLowerInvariant(text[digit]);
        }

        return text.ToString();
    }
}
