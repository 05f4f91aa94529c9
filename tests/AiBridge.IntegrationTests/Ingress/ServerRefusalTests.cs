using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Ingress;

/// <summary>Requests that the server refuses before any stage sees them: <c>Fixtures/ingress/refusals.txt</c>.</summary>
public sealed class ServerRefusalTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;
    private Bridge _bridge = null!;

    public static TheoryData<string> Rows
    {
        get
        {
            var rows = new TheoryData<string>();
            foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", "ingress", "refusals.txt")).Where(line => line.Length > 0 && line[0] != '#'))
                rows.Add(line);
            return rows;
        }
    }

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _bridge = await Bridge.StartAsync(Config.For(_upstream));
    }

    public async Task DisposeAsync()
    {
        _upstream.Verify();
        await _bridge.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task It_is_told_in_the_shape_of_whoever_was_asked(string row)
    {
        var cells = row.Split('|', StringSplitOptions.TrimEntries);

        var answer = Assert.Single(await TalkAsync(_bridge, Request(cells[2])));

        AssertRefusal(answer, int.Parse(cells[0], System.Globalization.CultureInfo.InvariantCulture), cells[1]);
    }

    [Fact]
    public async Task The_answers_before_it_arrive_whole_and_nothing_follows_it()
    {
        var good = "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n";

        var answers = await TalkAsync(_bridge, good + "GET /anthropic/v1/models HTTP/7.3\r\nHost: a\r\n\r\n" + good);

        answers.Should().HaveCount(2);
        answers[0].Should().StartWith("HTTP/1.1 200 OK\r\n").And.Contain("healthy");
        AssertRefusal(answers[1], 505, "anthropic");
    }

    [Fact]
    public async Task A_second_request_of_a_connection_is_not_taken_for_the_first()
    {
        var answers = await TalkAsync(_bridge, "GET /openai/v1/models HTTP/1.1\r\nHost: a\r\n\r\n", "GET /anthropic/v1/mo dels HTTP/1.1\r\nHost: a\r\n\r\n");

        answers.Should().HaveCount(2);
        answers[0].Should().StartWith("HTTP/1.1 401");
        AssertRefusal(answers[1], 400, "anthropic");
    }

    [Fact]
    public async Task Behind_TLS_it_is_the_same()
    {
        await using var bridge = await Bridge.StartAsync(Config.For(_upstream), wire: Wire.Http11);

        var answer = Assert.Single(await TalkAsync(bridge, "GET /openai/v1/models%00 HTTP/1.1\r\nHost: a\r\n\r\n"));

        AssertRefusal(answer, 400, "openai");
    }

    [Fact]
    public async Task Under_a_base_path_the_name_is_found_behind_it()
    {
        await using var bridge = await Bridge.StartAsync(Config.For(_upstream, new { BasePath = "/llm" }));

        AssertRefusal(Assert.Single(await TalkAsync(bridge, "GET /llm/anthropic/v1/models%00 HTTP/1.1\r\nHost: a\r\n\r\n")), 400, "anthropic");
        AssertRefusal(Assert.Single(await TalkAsync(bridge, "GET /anthropic/v1/models%00 HTTP/1.1\r\nHost: a\r\n\r\n")), 400, "problem");
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n2\r\n{}x\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n2\n{}\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n2;a\n{}\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n+2\r\n{}\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nfffffffffffffff1\r\n{}\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nx-late: 1\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nx late: 1\r\n\r\n")]
    public async Task A_body_whose_frame_cannot_be_read_is_refused_in_words(string rest)
    {
        var head = $"POST /anthropic/v1/messages HTTP/1.1\r\nHost: a\r\nX-AiBridge-Token: {_bridge.ProjectToken}\r\n";

        AssertRefusal(Assert.Single(await TalkAsync(_bridge, head + rest)), 400, "anthropic");
    }

    [Theory]
    [InlineData("zz\r\n{}\r\n0\r\n\r\n")]
    [InlineData("fffffffffffffff1\r\n{}\r\n0\r\n\r\n")]
    public async Task And_by_management(string chunks)
    {
        var head = $"POST /api/v1/projects HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {_bridge.AdminToken}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";

        Assert.Single(await TalkAsync(_bridge, head + chunks)).Should().StartWith("HTTP/1.1 400 ").And.Contain("\"code\":\"invalid_request\"");
    }

    [Fact]
    public async Task An_answer_without_a_body_is_given_to_HEAD()
    {
        var answer = Assert.Single(await TalkAsync(_bridge, "HEAD /anthropic HTTP/1.1\r\n\r\n"));

        answer.Should().StartWith("HTTP/1.1 400").And.EndWith("\r\n\r\n").And.Contain("X-AiBridge-Error: invalid_request");
    }

    /// <summary>Sends the parts, each once an answer to the former has come; gives every answer that came until the server closed.</summary>
    private static async Task<List<string>> TalkAsync(Bridge bridge, params string[] parts)
    {
        using var limit = new CancellationTokenSource(RelayedStream.Limit);
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", new Uri(bridge.Address).Port, limit.Token);
        await using var wire = await bridge.Wire.OverAsync(client.GetStream(), SslApplicationProtocol.Http11);
        var received = new StringBuilder();
        var buffer = new byte[16 * 1024];
        foreach (var part in parts)
        {
            await wire.WriteAsync(Encoding.Latin1.GetBytes(part), limit.Token);
            var read = await wire.ReadAsync(buffer, limit.Token);
            received.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        try
        {
            for (int read; (read = await wire.ReadAsync(buffer, limit.Token)) > 0;)
                received.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
        catch (IOException)
        {
            // The server closes without reading what may still be on its way to it; its answer has come before.
        }

        return [.. received.ToString().Split("HTTP/1.1 ", StringSplitOptions.RemoveEmptyEntries).Select(answer => "HTTP/1.1 " + answer)];
    }

    private static void AssertRefusal(string answer, int status, string family)
    {
        answer.Should().StartWith($"HTTP/1.1 {status} ");
        var (head, body) = (answer[..answer.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Split("\r\n"), answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
        head.Should().Contain(["X-AiBridge-Error: invalid_request", "Connection: close", "x-should-retry: false", $"Content-Length: {body.Length}"]);
        head.Should().Contain(family == "problem" ? "Content-Type: application/problem+json" : "Content-Type: application/json");
        var json = JsonDocument.Parse(body).RootElement;
        switch (family)
        {
            case "anthropic":
                json.GetProperty("type").GetString().Should().Be("error");
                json.GetProperty("error").GetProperty("type").GetString().Should().Be(status < 500 ? "invalid_request_error" : "api_error");
                break;
            case "openai":
                json.GetProperty("error").GetProperty("code").GetString().Should().Be("invalid_request");
                json.GetProperty("error").TryGetProperty("param", out _).Should().BeTrue();
                break;
            default:
                json.GetProperty("status").GetInt32().Should().Be(status);
                json.GetProperty("code").GetString().Should().Be("invalid_request");
                break;
        }
    }

    /// <summary>A row's request: <c>\r</c>, <c>\n</c>, <c>\t</c>, <c>\xHH</c> are characters, <c>{n*text}</c> is the text n times.</summary>
    private static string Request(string written)
    {
        var text = System.Text.RegularExpressions.Regex.Replace(written, @"\{(\d+)\*([^}]*)\}", times => string.Concat(Enumerable.Repeat(times.Groups[2].Value, int.Parse(times.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture))));
        return System.Text.RegularExpressions.Regex.Unescape(text);
    }
}
