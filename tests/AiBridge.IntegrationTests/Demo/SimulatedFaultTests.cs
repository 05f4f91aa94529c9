using System.Text;

namespace AiBridge.IntegrationTests.Demo;

public sealed class SimulatedFaultTests(DemoClient client) : IClassFixture<DemoClient>
{
    private const string Header = "X-Demo-Fault";
    private const string LastPiece = """demo\"}""";

    public static TheoryData<string, string> Streams => new()
    {
        { "/v1/messages", """{"model":"m","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"x"}],"tools":[{"name":"Bash","input_schema":{}}]}""" },
        { "/v1/chat/completions", """{"model":"m","stream":true,"messages":[{"role":"user","content":"x"}],"tools":[{"function":{"name":"bash"}}]}""" },
        { "/v1/responses", """{"model":"m","stream":true,"input":"x","tools":[{"type":"function","name":"bash"}]}""" },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task A_stream_dies_between_two_events_of_its_tool_call_as_often_as_asked(string path, string body)
    {
        var fault = (Header, $"between:2:{path}");

        var first = await ReadAsync(path, body, fault);
        var second = await ReadAsync(path, body, fault);
        var third = await ReadAsync(path, body, fault);

        (first.Whole, second.Whole, third.Whole).Should().Be((false, false, true));
        first.Text.Should().EndWith("\n\n").And.Contain("echo").And.NotContain(LastPiece);
        third.Text.Should().Contain(LastPiece);
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task A_stream_dies_inside_an_event_of_its_tool_call(string path, string body)
    {
        var (whole, text) = await ReadAsync(path, body, (Header, $"inside:1:{path}"));

        whole.Should().BeFalse();
        text.Should().NotEndWith("\n").And.Contain("echo");
    }

    [Fact]
    public async Task A_blocking_answer_is_cut_short()
    {
        var body = ((string)Streams.First()[1]).Replace("\"stream\":true,", "", StringComparison.Ordinal);

        var (whole, text) = await ReadAsync("/v1/messages", body, (Header, "inside:1:blocking"));

        whole.Should().BeFalse();
        text.Should().StartWith("{\"id\"");
    }

    [Fact]
    public async Task An_answer_without_a_tool_call_stays_whole() =>
        (await ReadAsync("/v1/chat/completions", """{"model":"m","stream":true,"messages":[{"role":"user","content":"x"}]}""", (Header, "inside:1:no-tools"))).Whole.Should().BeTrue();

    [Theory]
    [InlineData("inside")]
    [InlineData("inside:x:run")]
    [InlineData("outside:1:run")]
    public async Task Another_form_of_the_header_gets_400(string fault)
    {
        using var response = await client.SendAsync(HttpMethod.Post, "/v1/chat/completions", (string)Streams.ElementAt(1)[1], (Header, fault));

        ((int)response.StatusCode).Should().Be(400);
    }

    /// <summary>What came, and whether the answer ended as HTTP ends one.</summary>
    private async Task<(bool Whole, string Text)> ReadAsync(string path, string body, (string, string) fault)
    {
        using var response = await client.OpenAsync(path, body, fault);
        await using var stream = await response.Content.ReadAsStreamAsync();
        using var text = new MemoryStream();
        try
        {
            await stream.CopyToAsync(text);
            return (true, Encoding.UTF8.GetString(text.ToArray()));
        }
        catch (IOException)
        {
            return (false, Encoding.UTF8.GetString(text.ToArray()));
        }
    }
}
