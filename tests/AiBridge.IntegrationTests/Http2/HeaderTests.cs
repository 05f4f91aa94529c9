using AiBridge.IntegrationTests.Hosting;
using AiBridge.IntegrationTests.Interception;
using Microsoft.AspNetCore.Http;

namespace AiBridge.IntegrationTests.Http2;

public sealed class HeaderTests
{
    [Fact]
    public async Task What_concerns_one_connection_of_HTTP_1_does_not_reach_a_client_of_HTTP_2()
    {
        await using var fixture = await StreamFixture.StartAsync(wire: Wire.Http2);
        fixture.Upstream.Expect(async context =>
        {
            await context.ReadAsync();
            context.Response.ContentType = Answers.EventStream;
            context.Response.Headers.Connection = "x-hop, close";
            context.Response.Headers.KeepAlive = "timeout=5";
            context.Response.Headers["Proxy-Connection"] = "keep-alive";
            context.Response.Headers.Upgrade = "h2c";
            context.Response.Headers["x-kept"] = "1";
            await context.Response.WriteAsync(Traffic.AnthropicStream);
        });

        using var response = await fixture.Bridge.SendAsync(fixture.Bridge.Post(Traffic.Messages, Traffic.AnthropicRequest));

        (await response.Content.ReadAsStringAsync()).Should().Be(Traffic.AnthropicStream);
        response.Headers.GetValues("x-kept").Should().Equal("1");
        response.Headers.Concat(response.Content.Headers).Select(header => header.Key.ToLowerInvariant()).Should()
            .NotContain(["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_arrives_whole_with_and_without_its_length_and_without_its_cookies(bool withLength)
    {
        await using var fixture = await StreamFixture.StartAsync(wire: Wire.Http2);
        using var client = await Http2Client.ConnectAsync(fixture.Bridge);
        fixture.Upstream.Expect(Answers.EventStream, Traffic.AnthropicStream);
        (string, string)[] headers = [("cookie", "a=1"), ("cookie", "b=2"), ("te", "trailers"), ("x-kept", "1")];
        var length = ("content-length", Family.Anthropic.Request.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));

        var answer = await client.PostAsync(Family.Anthropic, withLength ? [.. headers, length] : headers);
        await client.ReadUntilAsync(() => answer.IsOver);

        answer.Ended.Should().BeTrue();
        answer.Text.Should().Be(Traffic.AnthropicStream);
        var received = fixture.Upstream.Received.Should().ContainSingle().Subject;
        received.Body.Should().Equal(Traffic.Utf8(Family.Anthropic.Request));
        received.Headers.Should().Contain("x-kept", "1").And.NotContainKeys("cookie", "te", "x-aibridge-token", ":authority");
    }

    [Fact]
    public async Task Trailers_on_either_side_do_no_harm()
    {
        await using var fixture = await StreamFixture.StartAsync(wire: Wire.Http2);
        using var client = await Http2Client.ConnectAsync(fixture.Bridge);
        fixture.Upstream.Expect(async context =>
        {
            await context.ReadAsync();
            context.Response.ContentType = Answers.EventStream;
            context.Response.DeclareTrailer("x-checksum");
            await context.Response.WriteAsync(Traffic.AnthropicStream);
            context.Response.AppendTrailer("x-checksum", "42");
        });

        var answer = await client.PostAsync(Family.Anthropic, trailer: ("x-told-late", "1"));
        await client.ReadUntilAsync(() => answer.IsOver);

        answer.Ended.Should().BeTrue();
        answer.Text.Should().Be(Traffic.AnthropicStream);
        fixture.Upstream.Received.Should().ContainSingle().Which.Body.Should().Equal(Traffic.Utf8(Family.Anthropic.Request));
    }

    [Fact]
    public async Task A_passed_through_body_cut_short_does_not_look_complete()
    {
        await using var fixture = await StreamFixture.StartAsync(wire: Wire.Http2);
        using var client = await Http2Client.ConnectAsync(fixture.Bridge);
        var script = new HeldAnswer(Answers.Json);
        script.Send("{\"input_tokens\":");
        fixture.Upstream.Expect(script.AnswerAsync);
        var answer = await client.PostAsync(Family.Anthropic with { Path = "/anthropic/v1/messages/count_tokens" });
        await client.ReadUntilAsync(() => answer.Text.Length > 0);

        script.Die();
        await client.ReadUntilAsync(() => answer.IsOver);

        answer.Ended.Should().BeFalse();
        answer.ResetCode.Should().Be(Http2Answer.InternalError);
    }
}
