using System.Collections.Concurrent;
using System.Globalization;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Upstream;

/// <summary>Many calls at once, of which some are refused for what they ask.</summary>
public sealed class CrowdTests
{
    [Fact]
    public async Task A_crowd_of_one_callers_refused_calls_costs_nobody_else_a_call()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Always(async context =>
        {
            var status = context.Request.Headers["openai-organization"].Count > 0 ? 401 : context.Request.Headers["x-dear"].Count > 0 ? 402 : 200;
            await Answers.Text(Answers.Json, status == 200 ? Traffic.AnthropicAnswer : "{}", status)(context);
        });
        await using var bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(upstream.Address, "pool", 3)));
        string[] tokens = [await bridge.TokenAsync(), await bridge.TokenAsync(), await bridge.TokenAsync()];
        var seen = new ConcurrentBag<string>();

        await Parallel.ForAsync(0, 240, new ParallelOptions { MaxDegreeOfParallelism = 24 }, async (i, _) =>
        {
            var who = i % 3;
            using var request = bridge.Post("/pool/v1/messages", Traffic.AnthropicRequest, tokens[who]);
            if (who == 0)
                request.Headers.Add("OpenAI-Organization", "org-nobody");
            if (who == 1 && i % 2 == 0)
                request.Headers.Add("x-dear", "1");
            using var response = await bridge.SendAsync(request);
            if (who == 2)
                seen.Add(((int)response.StatusCode).ToString(CultureInfo.InvariantCulture));
        });

        seen.Should().HaveCount(80).And.OnlyContain(status => status == "200");
        (await bridge.HealthAsync("pool")).KeyStates().Should().OnlyContain(state => state == "valid");
    }
}
