using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AiBridge.Upstream.Connecting;

namespace AiBridge.Tests.Upstream;

/// <summary>Where answers of HTTP/1.1 end: <c>Fixtures/upstream/answer-ends.txt</c>.</summary>
public sealed class AnswerEndTests
{
    public static TheoryData<string> Rows =>
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", "upstream", "answer-ends.txt")).Where(line => line.Length > 0 && line[0] != '#')];

    [Theory]
    [MemberData(nameof(Rows))]
    public void What_comes_behind_its_end_nobody_has_asked_for_however_it_is_cut(string row)
    {
        var (method, text) = (row[..4].Trim(), Written(row[7..]));
        var end = text.IndexOf('^', StringComparison.Ordinal);
        var bytes = Encoding.Latin1.GetBytes(text.Replace("^", "", StringComparison.Ordinal));
        foreach (var piece in new[] { bytes.Length, 1, 7 })
        {
            var answer = new AnswerEnd();
            answer.Asked(Encoding.ASCII.GetBytes(method + " / HTTP/1.1\r\n"));
            var (unasked, ended) = (0, -1);
            for (var at = 0; at < bytes.Length; at += piece)
            {
                var part = bytes.AsSpan(at, Math.Min(piece, bytes.Length - at));
                unasked += answer.Came(part);
                if (answer.HasEnded && ended < 0)
                    ended = at + part.Length - unasked;
            }

            ended.Should().Be(end, "in pieces of {0}", piece);
            unasked.Should().Be(end < 0 ? 0 : bytes.Length - end);
        }
    }

    [Fact]
    public void Before_anything_was_asked_all_is_unasked_and_a_next_question_has_a_next_answer()
    {
        var answer = new AnswerEnd();
        answer.Came("HTTP"u8).Should().Be(4);

        for (var i = 0; i < 2; i++)
        {
            answer.Asked("GET / HTTP/1.1\r\n"u8);
            answer.HasEnded.Should().BeFalse();
            answer.Came("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"u8).Should().Be(0);
            answer.HasEnded.Should().BeTrue();
        }
    }

    private static string Written(string text) => Regex.Unescape(
        Regex.Replace(text, @"\{(\d+)\*([^}]*)\}", times => string.Concat(Enumerable.Repeat(times.Groups[2].Value, int.Parse(times.Groups[1].Value, CultureInfo.InvariantCulture)))));
}
