using System.Text;
using AiBridge.IntegrationTests.Hosting;
using Microsoft.AspNetCore.Http;
using static AiBridge.IntegrationTests.Relay.RepeatedKey;

namespace AiBridge.IntegrationTests.Relay;

/// <summary>Upstreams that name as an encoding what is none: their errors are no better hidden than others'.</summary>
public sealed class MisnamedEncodingTests
{
    [Theory]
    [InlineData(Traffic.Messages, "utf-8")]
    [InlineData(Traffic.Messages, "none")]
    [InlineData(Traffic.Messages, "aws-chunked")]
    [InlineData(Traffic.Chat, "gzip")]
    [InlineData(CountTokens, "UTF-8")]
    [InlineData(CountTokens, "gzip")]
    public async Task The_key_in_plain_text_is_masked(string path, string encoding)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        var text = """{"type":"error","error":{"type":"invalid_request_error","message":"bad KEY here"}}""";
        upstream.Expect(Answer(400, Answers.Json, encoding, With(text, KeyOf(path))));

        using var response = await bridge.SendAsync(bridge.Post(path, Traffic.AnthropicRequest));

        (await response.Content.ReadAsStringAsync()).Should().Be(With(text, new string('*', KeyOf(path).Length)));
        response.Content.Headers.ContentEncoding.Should().Equal(encoding);
    }

    [Fact]
    public async Task A_stream_of_such_an_encoding_is_read_and_masked_as_any_other()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        var events = "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"model\":\"claude-test\",\"content\":[],\"usage\":{\"input_tokens\":3}}}\n\nevent: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"bad KEY here\"}}\n\n";
        upstream.Expect(Answer(200, Answers.EventStream, "utf-8", With(events, Config.AnthropicKey)));

        using var response = await bridge.SendAsync(bridge.Post(Traffic.Messages, Traffic.AnthropicRequest));

        (await response.Content.ReadAsStringAsync()).Should().Be(With(events, Stars));
        (await bridge.InterceptionAsync(response.InterceptionId())).GetProperty("responseModel").GetString().Should().Be("claude-test");
    }

    private static RequestDelegate Answer(int status, string type, string encoding, string body) => async context =>
    {
        await context.ReadAsync();
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.Headers.ContentEncoding = encoding;
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body));
    };
}
