using System.Net;
using System.Net.Http.Headers;
using System.Text;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Ingress;

/// <summary>Bodies no honest client sends: refused or relayed whole, never a 500, never a hang.</summary>
public sealed class OddBodyTests
{
    public static TheoryData<string, byte[]> Bodies()
    {
        var bodies = new TheoryData<string, byte[]>
        {
            { "ten megabytes in one line", Traffic.Utf8(Traffic.BodyOf(10_000_000)) },
            { "a thousand deep", Traffic.Utf8($$"""{"model":"m","messages":{{new string('[', 1000)}}{{new string(']', 1000)}}}""") },
            { "a million deep", Traffic.Utf8($$"""{"model":"m","messages":{{new string('[', 1_000_000)}}{{new string(']', 1_000_000)}}}""") },
            { "a thousand deep and not closed", Traffic.Utf8($$"""{"model":"m","messages":{{new string('[', 1000)}}""") },
            { "wrong types", Traffic.Utf8("""{"model":"m","stream":"yes","messages":{"role":7},"tools":"none","metadata":[1],"system":{"a":1},"input":5}""") },
            { "wrong types inside", Traffic.Utf8("""{"model":"m","messages":[1,null,"x",[],{"role":[],"content":{}},{"role":"user","content":[1,{"type":7},{"type":"text","text":{}}]}],"input":[1,{"type":{}}]}""") },
            { "lone surrogates", Traffic.Utf8("""{"model":"\ud800","messages":[{"role":"user","content":"\udfff\u0000"}]}""") },
            { "a key that is not closed", Traffic.Utf8("""{"model":"m","mess""") },
            { "binary", [.. Enumerable.Range(0, 4096).Select(index => (byte)(index * 31))] },
            { "invalid UTF-8", [.. "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\""u8, 0xff, 0xfe, 0xc3, .. "\"}]}"u8] },
            { "UTF-16", Encoding.Unicode.GetBytes(Traffic.AnthropicRequest) },
            { "a byte order mark", [0xef, 0xbb, 0xbf, .. Encoding.UTF8.GetBytes(Traffic.AnthropicRequest)] },
        };
        return bodies;
    }

    [Theory]
    [MemberData(nameof(Bodies), DisableDiscoveryEnumeration = true)]
    public async Task An_odd_body_is_refused_or_relayed_whole(string what, byte[] body)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        upstream.Always(Answers.Text(Answers.Json, Traffic.AnthropicAnswer));

        foreach (var path in new[] { Traffic.Messages, Traffic.Chat, Traffic.Responses })
        {
            var before = upstream.Received.Count;
            var request = bridge.Post(path, "");
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

            var response = await bridge.SendAsync(request);

            response.StatusCode.Should().BeOneOf([HttpStatusCode.OK, HttpStatusCode.BadRequest], "of {0} on {1}", what, path);
            if (response.StatusCode == HttpStatusCode.OK)
                upstream.Received[before].Sha256.Should().Be(Traffic.Sha256(body));
            else
                upstream.Received.Count.Should().Be(before);
        }
    }
}
