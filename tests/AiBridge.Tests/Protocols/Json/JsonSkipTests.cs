using System.Text;
using System.Text.Json;
using AiBridge.Protocols.Json;

namespace AiBridge.Tests.Protocols.Json;

public sealed class JsonSkipTests
{
    [Fact]
    public void Value_of_any_length_and_offset_ends_where_it_ends()
    {
        for (var length = 0; length < 200; length++)
        {
            var json = Encoding.UTF8.GetBytes($"{new string(' ', length % 7)}[\"{new string('\\', length * 2)}\",\"{new string('x', length)}\\\"]\"] ,]");
            var start = length % 7;

            JsonSkip.Value(json, start).Should().Be(json.Length - 3, $"length {length}");
        }
    }

    [Fact]
    public void Random_documents_end_where_a_full_reader_says()
    {
        var random = new Random(20261121);
        for (var i = 0; i < 2_000; i++)
        {
            var text = new StringBuilder();
            WriteRandom(text, random, 0);
            var json = Encoding.UTF8.GetBytes(text + ",tail\"]}");
            using var full = JsonDocument.Parse(text.ToString());

            JsonSkip.Value(json, 0).Should().Be(Encoding.UTF8.GetByteCount(full.RootElement.GetRawText()), $"of {text}");
        }
    }

    [Fact]
    public void Cut_container_never_ends()
    {
        var json = """{"a":"x\\","b":[1,{"c":"]}\""}],"d":"0123456789012345678901234567890123456789012345678901234567890"}"""u8;
        for (var length = 0; length < json.Length; length++)
            JsonSkip.Value(json[..length], 0).Should().Be(-1, $"cut at {length}");
        JsonSkip.Value(json, 0).Should().Be(json.Length);
    }

    private static void WriteRandom(StringBuilder text, Random random, int depth)
    {
        switch (random.Next(depth > 6 ? 2 : 5))
        {
            case 0:
                text.Append(random.Next(-9, 999));
                break;
            case 1:
                text.Append('"');
                for (var i = random.Next(90); i > 0; i--)
                    text.Append(random.Next(12) switch { 0 => "\\\"", 1 => "\\\\", 2 => "{", 3 => "]", 4 => "\\n", 5 => "é", _ => "x" });
                text.Append('"');
                break;
            default:
                var isObject = random.Next(2) == 0;
                text.Append(isObject ? '{' : '[');
                for (var i = 0; i < depth + 1; i++)
                {
                    text.Append(i > 0 ? "," : "").Append(isObject ? $"\"k{i}\":" : "");
                    WriteRandom(text, random, depth + 1 + random.Next(3));
                }

                text.Append(isObject ? '}' : ']');
                break;
        }
    }
}
