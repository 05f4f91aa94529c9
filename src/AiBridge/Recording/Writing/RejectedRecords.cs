using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AiBridge.Configuration;
using AiBridge.Recording.Journaling;
using AiBridge.Recording.Records;

namespace AiBridge.Recording.Writing;

/// <summary>Keeps what the database refuses, one JSON record a line, for a person to look at.</summary>
internal sealed class RejectedRecords(OwnerDirectory owner)
{
    private const int IdBytes = 48;

    private static ReadOnlySpan<byte> IdName => "\"Id\":\""u8;

    public string File => Path.Combine(owner.Root, "rejected.jsonl");

    /// <exception cref="IOException">No room.</exception>
    public void Keep(BatchItem item)
    {
        using var file = OwnerOnly.Open(File, FileMode.Append, FileAccess.Write, FileShare.Read);
        Write(file, item.Opening, LargeRecordJson.Default.OpeningRecord);
        Write(file, item.Closing, LargeRecordJson.Default.ClosingRecord);
        Write(file, item.Amendment, LargeRecordJson.Default.AmendmentRecord);
    }

    /// <summary>Keeps a record that could not even be read back, as it lies in the journal.</summary>
    /// <exception cref="InvalidDataException">It could not be copied.</exception>
    public void Keep(JournalEntry entry)
    {
        using var file = OwnerOnly.Open(File, FileMode.Append, FileAccess.Write, FileShare.Read);
        try
        {
            using var payload = Payload(entry);
            payload.CopyTo(file);
            file.WriteByte((byte)'\n');
        }
        catch (IOException fault)
        {
            // Of what cannot be read another try says no more.
            throw new InvalidDataException("The record could not be copied.", fault);
        }
    }

    /// <summary>Whose record it is; empty when it cannot be told.</summary>
    public static Guid IdOf(JournalEntry entry)
    {
        Span<byte> piece = stackalloc byte[4096];
        try
        {
            using var payload = Payload(entry);
            // What one piece ends with may go on in the next. In a text its quotes would be escaped.
            for (int kept = 0, read; (read = payload.Read(piece[kept..])) > 0; kept = IdBytes)
            {
                var bytes = piece[..(kept + read)];
                if (bytes.IndexOf(IdName) is var at and >= 0 && Utf8Parser.TryParse(bytes[(at + IdName.Length)..], out Guid id, out _))
                    return id;
                if (bytes.Length < IdBytes)
                    break;
                bytes[^IdBytes..].CopyTo(piece);
            }
        }
        catch (IOException)
        {
            // Nobody knows, then.
        }

        return Guid.Empty;
    }

    private static Stream Payload(JournalEntry entry) => entry.Source is Segment segment
        ? new PayloadStream(segment, entry.Offset, entry.Length)
        : new MemoryStream(entry.Source as byte[] ?? [], writable: false);

    private static void Write<TRecord>(Stream file, TRecord? record, JsonTypeInfo<TRecord> shape)
        where TRecord : class
    {
        if (record is null)
            return;
        JsonSerializer.Serialize(file, record, shape);
        file.WriteByte((byte)'\n');
    }
}
