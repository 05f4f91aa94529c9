using System.Diagnostics;
using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Management;

/// <summary>What anybody may ask costs the bridge no more for being asked often.</summary>
public sealed class StrangersWorkTests
{
    [Fact]
    public async Task Readiness_is_looked_into_a_few_times_a_second_and_told_to_everybody()
    {
        await using var bridge = await Bridge.StartAsync("{}");
        using var looks = new CountedQueries(bridge.Folder, "FROM \"Projects\"");
        var asking = Stopwatch.StartNew();

        for (var i = 0; i < 300; i++)
        {
            using var response = await bridge.Client.GetAsync("/health/ready");
            response.StatusCode.Should().Be(HttpStatusCode.OK);
        }

        // Ten at once, and ten more for each second that it took.
        looks.Count.Should().BeInRange(1, 20 + (10 * (int)asking.Elapsed.TotalSeconds)).And.BeLessThan(300);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/ai/bridge")]
    public async Task The_document_is_made_once_and_says_to_each_where_it_was_asked_for(string basePath)
    {
        await using var bridge = await Bridge.StartAsync(JsonSerializer.Serialize(new { BasePath = basePath }));
        using var named = new HttpRequestMessage(HttpMethod.Get, basePath + "/openapi/v1.json?x=1") { Headers = { Host = "another.example" } };

        var first = await bridge.Client.GetStringAsync(basePath + "/openapi/v1.json");
        using var second = await bridge.Client.SendAsync(named);

        (await second.Content.ReadAsStringAsync()).Should().Be(first.Replace(new Uri(bridge.Address).Authority, "another.example", StringComparison.Ordinal));
        var document = JsonDocument.Parse(first).RootElement;
        document.GetProperty("servers").EnumerateArray().Select(server => server.GetProperty("url").GetString()).Should().Equal(new Uri(bridge.Address).GetLeftPart(UriPartial.Authority) + basePath);
        document.GetProperty("paths").EnumerateObject().Count().Should().BeGreaterThan(20);
    }
}
