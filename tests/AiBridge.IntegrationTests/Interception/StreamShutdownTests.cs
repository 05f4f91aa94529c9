using System.Net;
using AiBridge.Exchanges;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.Interception;

public sealed class StreamShutdownTests
{
    public static TheoryData<Family, Wire> Families => Family.OnEveryWire;

    [Theory]
    [MemberData(nameof(Families))]
    public async Task A_live_stream_ends_in_the_familys_way(Family family, Wire wire)
    {
        await using var fixture = await StreamFixture.StartAsync(wire: wire);
        var shutdown = fixture.Bridge.Services.GetRequiredService<StreamShutdown>();
        using var talk = await fixture.CallAsync(family);
        talk.Upstream.Send(family.Begin);
        await talk.ReadUntilAsync(family.Begin);
        shutdown.Live.Should().Be(1);

        shutdown.EndAll();

        (await talk.ReadToEndAsync()).Should().Be(family != Family.Chat, "only a chat's connection is cut");
        family.ErrorOf(talk.Text[family.Begin.Length..]).GetProperty("message").GetString().Should().Contain("restarting");
        await talk.Upstream.Closed.WaitAsync(RelayedStream.Limit);
        var row = await fixture.RowAsync(talk.InterceptionId);
        row.GetProperty("status").GetString().Should().Be("failed");
        row.GetProperty("errorType").GetString().Should().Be("shutdown");
        await Eventually.Is(() => shutdown.Live == 0);
    }

    [Fact]
    public async Task A_stream_that_begins_afterwards_ends_at_once()
    {
        await using var fixture = await StreamFixture.StartAsync();
        fixture.Bridge.Services.GetRequiredService<StreamShutdown>().EndAll();

        using var talk = await fixture.CallAsync(Family.Anthropic);

        (await talk.ReadToEndAsync()).Should().BeTrue();
        Family.Anthropic.ErrorOf(talk.Text).GetProperty("type").GetString().Should().Be("overloaded_error");
    }

    [Fact]
    public async Task A_blocking_answer_of_which_nothing_has_come_gets_a_status_instead()
    {
        await using var fixture = await StreamFixture.StartAsync();
        var shutdown = fixture.Bridge.Services.GetRequiredService<StreamShutdown>();
        var script = new HeldAnswer(Answers.Json);
        fixture.Upstream.Expect(script.AnswerAsync);
        var call = fixture.Bridge.SendAsync(fixture.Bridge.Post(Traffic.Messages, Traffic.AnthropicRequest));
        await Eventually.Is(() => shutdown.Live == 1);

        shutdown.EndAll();

        var response = await call;
        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        response.Headers.GetValues("X-AiBridge-Error").Should().Equal("shutting_down");
        (await fixture.RowAsync(response.InterceptionId())).GetProperty("errorType").GetString().Should().Be("shutdown");
    }
}
