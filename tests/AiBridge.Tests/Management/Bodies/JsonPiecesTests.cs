using System.IO.Pipelines;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using AiBridge.Management.Bodies;

namespace AiBridge.Tests.Management.Bodies;

public sealed class JsonPiecesTests
{
    private const int Megabyte = 1024 * 1024;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("a line\nand \"another\", \\ é € 👩‍🚀 <b> \u0001\u2028")]
    [InlineData("👩")]
    [InlineData("a\ud83d")]
    [InlineData("\udc69b")]
    public async Task What_is_written_is_what_the_serializer_writes(string pattern)
    {
        var made = new Made
        {
            Title = pattern,
            Long = Long(pattern, 3 * 16 * 1024),
            Left = null,
            Counts = new Dictionary<string, long> { ["one"] = 1 },
            Parts = [new Part(Long(pattern, 40_000), 1.5), new Part("b", null)],
            Words = ["x", Long(pattern, 20_000)],
        };

        var (text, _) = await WriteAsync(made);

        text.Should().Be(JsonSerializer.Serialize(made, Options));
    }

    [Fact]
    public async Task A_text_of_megabytes_is_never_in_memory_a_second_time()
    {
        var made = new Made { Title = "t", Long = Long("line\n", 8 * Megabyte), Counts = new Dictionary<string, long>(), Parts = [], Words = [] };

        var (text, most) = await WriteAsync(made);

        text.Should().Be(JsonSerializer.Serialize(made, Options));
        most.Should().BeLessThan(256 * 1024);
    }

    private static string Long(string pattern, int length) => pattern.Length == 0 ? "" : string.Concat(Enumerable.Repeat(pattern, 1 + (length / pattern.Length)));

    private static async Task<(string Text, int Most)> WriteAsync(Made made)
    {
        using var stream = new MemoryStream();
        var output = new Watched(PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true)));
        await using (var json = new JsonPieces(output, Options, default))
            await json.WriteAsync(made, Options.GetTypeInfo(typeof(Made)));
        await output.CompleteAsync();
        return (Encoding.UTF8.GetString(stream.ToArray()), output.Most);
    }

    private sealed record Part(string Text, double? Number);

    private sealed record Made
    {
        public required string Title { get; init; }

        public required string Long { get; init; }

        public string? Left { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Absent { get; init; }

        public required IReadOnlyDictionary<string, long> Counts { get; init; }

        public required IReadOnlyList<Part> Parts { get; init; }

        public required IReadOnlyList<string> Words { get; init; }
    }

    /// <summary>Notes how much is held at most, handed on or asked for.</summary>
    private sealed class Watched(PipeWriter output) : PipeWriter
    {
        public int Most { get; private set; }

        public override bool CanGetUnflushedBytes => true;

        public override long UnflushedBytes => output.UnflushedBytes;

        public override void Advance(int bytes) => output.Advance(bytes);

        public override void CancelPendingFlush() => output.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => output.Complete(exception);

        public override Memory<byte> GetMemory(int sizeHint = 0)
        {
            Most = Math.Max(Most, sizeHint);
            return output.GetMemory(sizeHint);
        }

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            Most = Math.Max(Most, (int)output.UnflushedBytes);
            return output.FlushAsync(cancellationToken);
        }
    }
}
