using System.Net;
using System.Text;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using Microsoft.AspNetCore.Http.Features;
using static AiBridge.IntegrationTests.Relay.RepeatedKey;

namespace AiBridge.IntegrationTests.Relay;

/// <summary>Upstreams that repeat the provider's own credential in an error: the caller gets the error, and as many stars as the credential has bytes.</summary>
public sealed class MaskedErrorTests
{
    private static readonly string AnthropicError = """{"type":"error","error":{"type":"invalid_request_error","message":"the key KEY is of another region, KEY!"}}""";

    public static TheoryData<string, int> EveryWay
    {
        get
        {
            var ways = new TheoryData<string, int>();
            foreach (var status in new[] { 400, 403, 404, 422, 500 })
            {
                foreach (var path in new[] { Traffic.Messages, Traffic.Chat, Traffic.Responses, CountTokens })
                    ways.Add(path, status);
            }

            return ways;
        }
    }

    [Theory]
    [MemberData(nameof(EveryWay))]
    public async Task In_an_error_it_is_masked_and_no_length_changes(string path, int status)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        var key = KeyOf(path);
        upstream.Expect(Answers.Json, With(AnthropicError, key), status);

        using var response = await bridge.SendAsync(bridge.Post(path, Traffic.AnthropicRequest));

        ((int)response.StatusCode).Should().Be(status);
        (await response.Content.ReadAsStringAsync()).Should().Be(With(AnthropicError, new string('*', key.Length)));
        response.Content.Headers.ContentLength.Should().Be(With(AnthropicError, key).Length);
    }

    [Theory]
    [InlineData(Traffic.Messages, 400, Answers.Json)]
    [InlineData(Traffic.Messages, 400, Answers.EventStream)]
    [InlineData(CountTokens, 400, Answers.Json)]
    [InlineData(Traffic.Messages, 200, Answers.Json)]
    [InlineData(CountTokens, 200, Answers.Json)]
    public async Task Split_over_two_reads_it_is_masked_and_what_comes_before_does_not_wait(string path, int status, string contentType)
    {
        var (got, _) = await InTwoAsync(path, status, contentType, """{"type":"error","error":{"message":"the key KEY is bad, sk-ant-ap""", Config.AnthropicKey.Length / 2);

        got.Should().Be($$$"""{"type":"error","error":{"message":"the key {{{Stars}}} is bad, sk-ant-ap""", "the beginning of a key at the end of a body is none");
    }

    [Theory]
    [InlineData(Traffic.Messages, "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"bad KEY here\"}}\n\n")]
    [InlineData(Traffic.Responses, "event: response.failed\ndata: {\"type\":\"response.failed\",\"response\":{\"id\":\"resp_1\",\"error\":{\"code\":\"invalid_prompt\",\"message\":\"bad KEY here\"}}}\n\n")]
    [InlineData(Traffic.Chat, "data: {\"error\":{\"type\":\"invalid_request_error\",\"message\":\"bad KEY here\"}}\n\n")]
    [InlineData("/openai/v1/responses/resp_own", "event: error\ndata: {\"type\":\"error\",\"message\":\"bad KEY here\"}\n\n")]
    public async Task In_an_error_event_it_is_masked_whole_or_in_pieces(string path, string events)
    {
        var key = KeyOf(path);
        var (whole, _) = await InTwoAsync(path, 200, Answers.EventStream, events, split: null);
        whole.Should().Be(With(events, new string('*', key.Length)));
        var (pieces, _) = await InTwoAsync(path, 200, Answers.EventStream, events, split: 9);
        pieces.Should().Be(With(events, new string('*', key.Length)));
    }

    [Theory]
    [InlineData(Traffic.Responses, null)]
    [InlineData(Traffic.Responses, 9)]
    [InlineData("/openai/v1/responses/resp_own", null)]
    [InlineData("/openai/v1/responses/resp_own", 9)]
    public async Task In_a_response_that_failed_it_is_masked_though_its_status_is_good(string path, int? split)
    {
        var text = """{"id":"resp_own","object":"response","status":"failed","output":[],"error" : {"code":"server_error","message":"bad KEY here"},"usage":null}""";

        var (got, _) = await InTwoAsync(path, 200, Answers.Json, text, split);

        got.Should().Be(With(text, new string('*', Config.OpenAiKey.Length)));
    }

    [Theory]
    [InlineData(Traffic.Responses, null)]
    [InlineData(Traffic.Responses, 9)]
    [InlineData("/openai/v1/responses/resp_own", null)]
    public async Task In_the_words_of_one_that_did_not_it_is_left(string path, int? split)
    {
        var text = """{"id":"resp_own","object":"response","status":"completed","error":null,"output":[{"type":"message","content":[{"type":"output_text","text":"{\"error\":{\"m\":\"KEY\"}}"}]}]}""";

        var (got, _) = await InTwoAsync(path, 200, Answers.Json, text, split);

        got.Should().Be(With(text, Config.OpenAiKey));
    }

    [Fact]
    public async Task In_a_later_error_event_it_is_masked_and_in_the_words_before_it_is_not()
    {
        var good = "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"content\":[]}}\n\nevent: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"KEY\"}}\n\n";
        var bad = "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"KEY\"}}\n\n";
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        var gate = new TaskCompletionSource();
        upstream.Expect(InTwo(Answers.EventStream, 200, With(good, Config.AnthropicKey), With(bad, Config.AnthropicKey), gate));

        var got = await ReadAsync(await AskAsync(bridge, Traffic.Messages), With(good, Config.AnthropicKey), gate);

        got.Should().Be(With(good, Config.AnthropicKey) + With(bad, Stars));
    }

    [Theory]
    [InlineData(Traffic.Messages)]
    [InlineData(Traffic.Chat)]
    [InlineData(CountTokens)]
    public async Task A_good_answer_is_not_looked_into(string path)
    {
        var answer = path == Traffic.Chat
            ? """{"id":"chat_1","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"KEY"},"finish_reason":"stop"}]}"""
            : """{"id":"msg_1","type":"message","role":"assistant","content":[{"type":"text","text":"KEY"}],"stop_reason":"end_turn","usage":{"input_tokens":3,"output_tokens":2}}""";
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        upstream.Expect(Answers.Json, With(answer, KeyOf(path)));

        using var response = await bridge.SendAsync(bridge.Post(path, Traffic.AnthropicRequest));

        (await response.Content.ReadAsStringAsync()).Should().Be(With(answer, KeyOf(path)));
    }

    [Theory]
    [InlineData("""{"error":{"message":"bad KEY"}}""", Answers.Json)]
    [InlineData("""{ "code" : 401, "msg" : "bad KEY" }""", Answers.Json)]
    [InlineData("""{"object":"error","message":"bad KEY"}""", Answers.Json)]
    [InlineData("""[{"error":{"message":"bad KEY"}}]""", Answers.Json)]
    [InlineData("<html>bad KEY</html>", "text/html")]
    public async Task An_error_with_a_good_status_is_one(string body, string contentType)
    {
        foreach (var path in new[] { Traffic.Messages, CountTokens })
        {
            var (got, _) = await InTwoAsync(path, 200, contentType, body, split: 5);
            got.Should().Be(With(body, Stars));
        }
    }

    [Fact]
    public async Task The_callers_own_credential_is_not_the_bridges_business()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        var request = bridge.Post(Traffic.Messages, Traffic.AnthropicRequest, Config.AnthropicKey);
        request.Headers.Add("X-AiBridge-Token", bridge.ProjectToken);
        upstream.Expect(Answers.Json, With(AnthropicError, Config.AnthropicKey), 401);

        using var response = await bridge.SendAsync(request);

        (await response.Content.ReadAsStringAsync()).Should().Be(With(AnthropicError, Config.AnthropicKey));
    }

    [Theory]
    [InlineData("custom_header", "Token gate\"way\\sec/ret+0123", "gate\\\"way\\\\sec/ret+0123")]
    [InlineData("custom_header", "Token gate\"way\\sec/ret+0123", "gate\\\"way\\\\sec\\/ret+0123")]
    [InlineData("custom_header", "Token gate\"way\\sec/ret+0123", "gate\\u0022way\\\\sec/ret\\u002b0123")]
    [InlineData("custom_header", "gateway-secret-0123456789", "gateway-secret-0123456789")]
    [InlineData("header", "planted-header-value-0123456789", "planted-header-value-0123456789")]
    [InlineData("key", "sk-first-of-several-000000001", "sk-first-of-several-000000001")]
    [InlineData("key", "sk-first-of-several-000000001", "sk-second-of-several-00000002")]
    [InlineData("key", "sk-first-of-several-000000001", "sk-first-of-several-000000001-and-longer")]
    public async Task Every_secret_of_the_provider_is_one_however_JSON_writes_it(string kind, string secret, string asQuoted)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        object provider = kind switch
        {
            "custom_header" => new { Type = "anthropic", BaseUrl = upstream.Address, Auth = "custom_header", CustomHeader = new { Name = "x-gateway-auth", Value = secret } },
            "header" => new { Type = "anthropic", BaseUrl = upstream.Address, Keys = new[] { Config.AnthropicKey }, Headers = new Dictionary<string, string> { ["x-lab"] = secret } },
            _ => new { Type = "anthropic", BaseUrl = upstream.Address, KeySelection = "primary", Keys = new[] { secret, "sk-second-of-several-00000002", secret + "-and-longer" } },
        };
        await using var bridge = await Bridge.StartAsync(JsonSerializer.Serialize(new { Providers = new[] { provider } }));
        upstream.Expect(Answers.Json, With(AnthropicError, asQuoted), 400);

        using var response = await bridge.SendAsync(bridge.Post(Traffic.Messages, Traffic.AnthropicRequest));

        (await response.Content.ReadAsStringAsync()).Should().Be(With(AnthropicError, new string('*', asQuoted.Length)));
    }

    [Fact]
    public async Task Flags_and_versions_in_configured_headers_stay_in_the_words_of_an_error()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var provider = new
        {
            Type = "anthropic",
            BaseUrl = upstream.Address,
            Keys = new[] { Config.AnthropicKey },
            Headers = new Dictionary<string, string> { ["anthropic-beta"] = "context-1m-2025-08-07", ["x-team"] = "platform" },
        };
        await using var bridge = await Bridge.StartAsync(JsonSerializer.Serialize(new { Providers = new[] { provider } }));
        var words = """{"type":"error","error":{"type":"invalid_request_error","message":"the platform knows no `context-1m-2025-08-07` for `anthropic-beta`"}}""";
        upstream.Expect(Answers.Json, words, 400);

        using var response = await bridge.SendAsync(bridge.Post(Traffic.Messages, Traffic.AnthropicRequest));

        (await response.Content.ReadAsStringAsync()).Should().Be(words);
    }

    [Theory]
    [InlineData(Traffic.Messages)]
    [InlineData(CountTokens)]
    public async Task In_headers_and_the_status_line_it_is_masked_too(string path)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        upstream.Expect(async context =>
        {
            await context.ReadAsync();
            context.Response.StatusCode = 403;
            context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = $"Bad {Config.AnthropicKey}";
            context.Response.Headers.WWWAuthenticate = $"Key value=\"{Config.AnthropicKey}\", next";
            context.Response.Headers["x-seen"] = new[] { "a", Config.AnthropicKey };
            context.Response.Headers["request-id"] = "req_1";
        });

        using var response = await bridge.SendAsync(bridge.Post(path, Traffic.AnthropicRequest));

        response.ReasonPhrase.Should().Be($"Bad {Stars}");
        response.Headers.NonValidated["WWW-Authenticate"].ToString().Should().Be($"Key value=\"{Stars}\", next");
        string.Join(' ', response.Headers.NonValidated["x-seen"]).Should().Contain(Stars).And.NotContain(Config.AnthropicKey);
        response.Headers.GetValues("request-id").Should().Equal("req_1");
    }

    [Theory]
    [InlineData(Traffic.Messages, true)]
    [InlineData(Traffic.Messages, false)]
    [InlineData(CountTokens, true)]
    [InlineData(CountTokens, false)]
    public async Task A_packed_error_is_unpacked_only_where_the_key_stands_in_it(string path, bool hasKey)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        var body = With(AnthropicError, hasKey ? Config.AnthropicKey : "xyz");
        var packed = Gzip(body);
        upstream.Expect(async context =>
        {
            await context.ReadAsync();
            context.Response.StatusCode = 400;
            context.Response.ContentType = Answers.Json;
            context.Response.Headers.ContentEncoding = "gzip";
            context.Response.ContentLength = packed.Length;
            await context.Response.Body.WriteAsync(packed);
        });

        using var response = await bridge.SendAsync(bridge.Post(path, Traffic.AnthropicRequest));

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        response.Content.Headers.ContentType!.ToString().Should().Be(Answers.Json);
        var got = await response.Content.ReadAsByteArrayAsync();
        response.Content.Headers.ContentLength.Should().Be(got.Length);
        response.Content.Headers.ContentEncoding.Should().Equal(hasKey ? [] : ["gzip"]);
        if (hasKey)
            Encoding.UTF8.GetString(got).Should().Be(With(AnthropicError, Stars));
        else
            got.Should().Equal(packed);
    }

    [Fact]
    public async Task The_record_keeps_the_hint()
    {
        var (_, record) = await InTwoAsync(Traffic.Messages, 400, Answers.Json, AnthropicError, split: 9);

        record.Should().Be("the key sk-a...0001 is of another region, sk-a...0001!");
    }
}
