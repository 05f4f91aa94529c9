using System.Text;
using System.Text.Json;

namespace AiBridge.Configuration;

/// <summary>Reads one configuration file: JSON with comments and trailing commas. Faults name file, line and column, never the text found there.</summary>
internal static class ConfigurationFileReader
{
    private static readonly JsonDocumentOptions Relaxed = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Null when an optional file is missing or a fault was found.</summary>
    public static JsonDocument? Read(ConfigurationFile file, ConfigurationFaults faults)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(file.Path);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            if (file.NamedBy is not null)
                faults.Add(file.NamedBy, $"the file {file.Path} does not exist");
            return null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            faults.Add(file.Path, $"cannot be read ({unreadable.GetType().Name})");
            return null;
        }

        return Parse(file.Path, content, faults);
    }

    private static JsonDocument? Parse(string path, byte[] content, ConfigurationFaults faults)
    {
        var start = content.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        var text = content.AsMemory(start);
        if (!System.Text.Unicode.Utf8.IsValid(text.Span))
        {
            faults.Add(path, "is not UTF-8 text");
            return null;
        }

        try
        {
            var document = JsonDocument.Parse(text, Relaxed);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document;
            document.Dispose();
            faults.Add(path, "must hold one JSON object");
        }
        catch (JsonException invalid)
        {
            // The exception's own words may quote what stands in the file, which may be a key.
            var line = invalid.LineNumber ?? 0;
            faults.Add(path, $"is not valid JSON at line {line + 1}, column {Column(text.Span, line, invalid.BytePositionInLine ?? 0)}");
        }

        return null;
    }

    private static int Column(ReadOnlySpan<byte> text, long line, long bytePosition)
    {
        for (; line > 0 && text.IndexOf((byte)'\n') is >= 0 and var newline; line--)
            text = text[(newline + 1)..];
        return Encoding.UTF8.GetCharCount(text[..(int)Math.Min(bytePosition, text.Length)]) + 1;
    }
}
