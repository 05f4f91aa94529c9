using System.IO.Compression;
using System.Net.Http.Headers;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Relay;

public sealed class RequestBytesTests
{
    public static TheoryData<string> Bodies => new()
    {
        "{ \"model\" :\t\"claude-test\" ,\r\n\r\n \"messages\" : [ ]   }\n",
        """{"model":"first","model":"claude-test","messages":[],"messages":[{"role":"user","content":"x"}]}""",
        """{"model":"claude-test","messages":[{"role":"user","content":"a < b && c > d ' \u003c \/ é"}]}""",
        """{"model":"claude-test","messages":[{"role":"user","content":"👩‍👩‍👧 \ud83d\udc4b \ud800 \u0000"}]}""",
        """{"model":"claude-test","messages":[],"unknown_field":{"z":1.0e+2,"a":-0,"b":1.10}}""",
        """{"model":"claude-test","messages":[]} """,
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public Task A_body_reaches_the_upstream_byte_for_byte(string body) => AssertSameBytes(Traffic.Utf8(body));

    [Theory]
    [InlineData(600_000)]
    [InlineData(20_000_000)]
    public Task A_large_body_reaches_the_upstream_byte_for_byte(int size) => AssertSameBytes(Traffic.Utf8(Traffic.BodyOf(size)));

    [Fact]
    public async Task A_gzip_body_stays_gzip_and_is_understood()
    {
        var id = await AssertSameBytes(Pack(Traffic.BodyOf(50_000), stream => new GZipStream(stream, CompressionLevel.Fastest)), "gzip", "claude-test");
        id.Should().NotBeEmpty();
    }

    [Fact]
    public Task A_brotli_body_stays_brotli_and_is_understood() =>
        AssertSameBytes(Pack(Traffic.BodyOf(50_000), stream => new BrotliStream(stream, CompressionLevel.Fastest)), "br", "claude-test");

    [Fact]
    public Task A_zstd_body_stays_zstd_and_is_understood()
    {
        var packed = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", "relay", "request.json.zst"));
        return AssertSameBytes(packed, "zstd", "claude-zstd");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    [InlineData("x-unheard-of")]
    public async Task A_body_that_cannot_be_decoded_here_is_relayed_and_recorded_without_facts(string encoding)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        upstream.Expect(Answers.Json, Traffic.AnthropicAnswer);
        var body = new byte[] { 1, 2, 3, 0, 255, 7 };

        var response = await SendAsync(bridge, body, encoding);

        upstream.Received.Single().Body.Should().Equal(body);
        var row = await bridge.InterceptionAsync(response.InterceptionId());
        row.GetProperty("model").ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
        row.GetProperty("observation").GetString().Should().Be("request_undecodable");
        row.GetProperty("status").GetString().Should().Be("completed");
    }

    [Fact]
    public async Task A_bomb_is_relayed_but_not_unpacked()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        upstream.Expect(Answers.Json, Traffic.AnthropicAnswer);
        var bomb = Pack(new string(' ', 200_000_000), stream => new GZipStream(stream, CompressionLevel.Fastest));

        var response = await SendAsync(bridge, bomb, "gzip");

        upstream.Received.Single().Sha256.Should().Be(Traffic.Sha256(bomb));
        (await bridge.InterceptionAsync(response.InterceptionId())).GetProperty("observation").GetString().Should().Be("request_undecodable");
    }

    private static async Task<string> AssertSameBytes(byte[] body, string? encoding = null, string? model = null)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        upstream.Expect(Answers.Json, Traffic.AnthropicAnswer);

        var response = await SendAsync(bridge, body, encoding);

        response.EnsureSuccessStatusCode();
        var received = upstream.Received.Single();
        received.Sha256.Should().Be(Traffic.Sha256(body));
        received.Headers.GetValueOrDefault("Content-Encoding").Should().Be(encoding);
        upstream.Verify();
        var id = response.InterceptionId();
        if (model is not null)
            (await bridge.InterceptionAsync(id)).GetProperty("model").GetString().Should().Be(model);
        return id;
    }

    private static Task<HttpResponseMessage> SendAsync(Bridge bridge, byte[] body, string? encoding)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Traffic.Messages) { Content = new ByteArrayContent(body) };
        request.Headers.Add("X-Api-Key", bridge.ProjectToken);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (encoding is not null)
            request.Content.Headers.ContentEncoding.Add(encoding);
        return bridge.SendAsync(request);
    }

    private static byte[] Pack(string text, Func<Stream, Stream> packer)
    {
        using var packed = new MemoryStream();
        using (var stream = packer(packed))
            stream.Write(Traffic.Utf8(text));
        return packed.ToArray();
    }
}
