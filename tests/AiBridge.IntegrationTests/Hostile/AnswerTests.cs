using AiBridge.IntegrationTests.Hosting;
using Microsoft.AspNetCore.Http;

namespace AiBridge.IntegrationTests.Hostile;

/// <summary>Answers that try to speak for the bridge, to bind its origin, or to run in it: <c>Fixtures/hostile/answers.txt</c>, <c>redirects.txt</c>.</summary>
public sealed class AnswerTests(HostileFixture fixture) : IClassFixture<HostileFixture>
{
    private static readonly OddRequest[] Routes = [new("GET", "/anthropic/v1/models"), new("POST", "/anthropic/v1/messages", Traffic.AnthropicRequest)];

    public static TheoryData<string, Wire> Headers => Table.Rows("answers");

    public static TheoryData<string, Wire> Redirects => Table.Rows("redirects");

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task What_is_the_bridges_to_say_no_upstream_says(string row, Wire wire)
    {
        var bridge = fixture.Over(wire);
        var cells = Table.Cells(row, bridge);
        var (name, value) = Table.Header(cells[0]);

        foreach (var route in Routes)
        {
            foreach (var status in new[] { 200, 400 })
            {
                fixture.Upstream.Expect(async context =>
                {
                    await context.ReadAsync();
                    context.Response.StatusCode = status;
                    context.Response.ContentType = Answers.Json;
                    context.Response.Headers[name] = value;
                    await context.Response.WriteAsync(status == 200 ? Traffic.AnthropicAnswer : """{"type":"error","error":{"type":"invalid_request_error","message":"no"}}""");
                });

                var answer = await (route with { Headers = [] }).With(bridge.ProjectToken).SendAsync(bridge);

                answer.Status.Should().Be(status);
                var got = answer.Values(name).Where(seen => !(name.EndsWith("-Id", StringComparison.Ordinal) && seen != value) && !name.Equals("connection", StringComparison.OrdinalIgnoreCase));
                got.Should().Equal(cells[1] switch { "kept" => [value], "dropped" => [], var instead => [instead] });
            }
        }
    }

    [Theory]
    [MemberData(nameof(Redirects))]
    public async Task Nobody_is_sent_elsewhere_who_was_to_use_the_providers_key(string row, Wire wire)
    {
        var bridge = fixture.Over(wire);
        var cells = Table.Cells(row.Replace("{upstream}", fixture.Upstream.Address, StringComparison.Ordinal).Replace("{authority}", new Uri(fixture.Upstream.Address).Authority, StringComparison.Ordinal), bridge);

        foreach (var (own, expected) in new[] { (null, cells[1]), ((string?)HostileFixture.Own, cells[2]) })
        {
            foreach (var route in Routes)
            {
                var before = fixture.Upstream.Received.Count;
                fixture.Upstream.Expect(async context =>
                {
                    await context.ReadAsync();
                    context.Response.StatusCode = 307;
                    context.Response.Headers.Location = cells[0];
                });

                var answer = await (route with { Headers = [] }).With(bridge.ProjectToken, own).SendAsync(bridge);

                answer.Status.Should().Be(expected == "passes" ? 307 : 502);
                answer.Values("Location").Should().Equal(expected == "passes" ? [cells[0]] : []);
                answer.Values("X-AiBridge-Error").Should().Equal(expected == "passes" ? [] : ["upstream_redirect"]);
                answer.Values("x-should-retry").Should().Equal(expected == "passes" ? [] : ["false"]);
                fixture.Upstream.Received.Should().HaveCount(before + 1, "none is followed");
            }
        }
    }

    [Theory]
    [InlineData(300, 502)]
    [InlineData(301, 502)]
    [InlineData(302, 502)]
    [InlineData(303, 502)]
    [InlineData(308, 502)]
    [InlineData(399, 502)]
    [InlineData(304, 304)]
    [InlineData(201, 201)]
    [InlineData(404, 404)]
    public async Task What_no_client_follows_is_no_redirect(int status, int expected)
    {
        foreach (var wire in new[] { Wire.Plain, Wire.Http2 })
        {
            fixture.Upstream.Expect(async context =>
            {
                await context.ReadAsync();
                context.Response.StatusCode = status;
                context.Response.Headers.Location = "https://other.example/";
            });

            var answer = await new OddRequest("GET", "/anthropic/v1/models").With(fixture.Over(wire).ProjectToken).SendAsync(fixture.Over(wire));

            answer.Status.Should().Be(expected);
            answer.Values("Location").Should().Equal(expected == 502 ? [] : ["https://other.example/"]);
        }
    }

    [Theory]
    [InlineData("000", 502)]
    [InlineData("099", 502)]
    [InlineData("599", 599)]
    [InlineData("600", 502)]
    [InlineData("999", 502)]
    public async Task What_is_no_status_is_no_answer(string status, int expected)
    {
        await using var upstream = new RawUpstream($"HTTP/1.1 {status} Odd\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}");
        await using var bridge = await Bridge.StartAsync(
            System.Text.Json.JsonSerializer.Serialize(new { Providers = new[] { new { Type = "anthropic", BaseUrl = upstream.Address, Keys = new[] { Config.AnthropicKey }, MaxRetries = 0 } } }));

        foreach (var route in Routes)
        {
            var answer = await (route with { Headers = [] }).With(bridge.ProjectToken).SendAsync(bridge);

            answer.Status.Should().Be(expected);
            answer.Values("X-AiBridge-Error").Should().Equal(expected == 502 ? ["upstream_unreachable"] : []);
        }
    }

    [Theory]
    [InlineData("text/html", true)]
    [InlineData("Text/HTML; charset=utf-8", true)]
    [InlineData("application/xhtml+xml", true)]
    [InlineData("image/svg+xml", true)]
    [InlineData("text/xml", true)]
    [InlineData("multipart/x-mixed-replace; boundary=x", true)]
    [InlineData("text/plain", false)]
    [InlineData("application/json", false)]
    [InlineData("text/event-stream", false)]
    public async Task A_page_does_not_run_in_the_bridges_origin(string contentType, bool sandboxed)
    {
        foreach (var wire in new[] { Wire.Plain, Wire.Http2 })
        {
            foreach (var route in Routes)
            {
                fixture.Upstream.Expect(async context =>
                {
                    await context.ReadAsync();
                    context.Response.ContentType = contentType;
                    context.Response.Headers.ContentSecurityPolicy = "script-src *";
                    await context.Response.WriteAsync("<script>alert(1)</script>");
                });

                var answer = await (route with { Headers = [] }).With(fixture.Over(wire).ProjectToken).SendAsync(fixture.Over(wire));

                answer.Values("Content-Type").Should().Equal(contentType);
                answer.Values("X-Content-Type-Options").Should().Equal("nosniff");
                answer.Values("Content-Security-Policy").Should().Equal(sandboxed ? ["script-src *", "sandbox"] : ["script-src *"]);
                answer.Body.Should().Contain("<script>alert(1)</script>", "its bytes are its own");
            }
        }
    }

    [Fact]
    public async Task Trailers_say_no_more_than_headers_may()
    {
        await using var upstream = new RawUpstream("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTrailer: x-kept, set-cookie, X-AiBridge-Error\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nx-kept: 1\r\nset-cookie: a=b\r\nX-AiBridge-Error: unauthorized\r\n\r\n");
        await using var bridge = await Bridge.StartAsync(
            System.Text.Json.JsonSerializer.Serialize(new { Providers = new[] { new { Type = "anthropic", BaseUrl = upstream.Address, Keys = new[] { Config.AnthropicKey } } } }), wire: Wire.Http2);

        using var response = await bridge.SendAsync(bridge.Get("/anthropic/v1/models"));

        (await response.Content.ReadAsStringAsync()).Should().Be("{}");
        response.TrailingHeaders.Select(header => header.Key).Should().Equal("x-kept");
    }

    [Fact]
    public async Task A_length_beside_chunks_is_not_told_on()
    {
        await using var upstream = new RawUpstream("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n");
        await using var bridge = await Bridge.StartAsync(
            System.Text.Json.JsonSerializer.Serialize(new { Providers = new[] { new { Type = "anthropic", BaseUrl = upstream.Address, Keys = new[] { Config.AnthropicKey } } } }));

        var answer = await new OddRequest("GET", "/anthropic/v1/models").With(bridge.ProjectToken).SendAsync(bridge);

        answer.Values("Content-Length").Should().BeEmpty();
        answer.Body.Should().Contain("{}");
    }
}
