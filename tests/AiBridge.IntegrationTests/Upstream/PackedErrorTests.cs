using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Upstream;

/// <summary>The bridge asks for plain answers, and some upstreams compress all the same.</summary>
public sealed class PackedErrorTests
{
    private const string Spent = """{"error":{"message":"out of credit","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}""";

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_spent_quota_is_understood_cools_the_key_down_and_arrives_as_it_was_sent(string encoding)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var calls = new ConcurrentQueue<int>();
        var packed = Packed(encoding);
        upstream.Always(Pools.ByKey(calls, _ => context =>
        {
            context.Response.StatusCode = 429;
            return Answers.Bytes(Answers.Json, packed, encoding)(context);
        }));
        await using var bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(upstream.Address, "pool", 3, "custom", new { KeySelection = "primary" })));

        using var response = await bridge.SendAsync(bridge.Post("/pool/v1/chat/completions", Traffic.ChatRequest));

        response.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        response.Content.Headers.ContentEncoding.Should().Equal(encoding);
        (await response.Content.ReadAsByteArrayAsync()).Should().Equal(packed);
        calls.Should().Equal([1, 2, 3], "each key has a quota of its own");
        (await bridge.HealthAsync("pool")).KeyStates().Should().OnlyContain(state => state == "valid", "only this caller is kept from them");
    }

    private static byte[] Packed(string encoding)
    {
        using var packed = new MemoryStream();
        using (Stream packer = encoding == "br" ? new BrotliStream(packed, CompressionMode.Compress) : new GZipStream(packed, CompressionMode.Compress))
            packer.Write(Traffic.Utf8(Spent));
        return packed.ToArray();
    }
}
