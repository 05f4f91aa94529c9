using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Hostile;

/// <summary>Targets in which an upstream could read another one than the allow-list did: <c>Fixtures/hostile/targets.txt</c>.</summary>
public sealed class TargetTests(HostileFixture fixture) : IClassFixture<HostileFixture>
{
    public static TheoryData<string, Wire> Targets => Table.Rows("targets");

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Only_what_is_allowed_however_it_is_read_reaches_the_upstream_and_as_it_was_written(string row, Wire wire)
    {
        var bridge = fixture.Over(wire);
        var cells = Table.Cells(row, bridge);
        var target = cells[0].TrimEnd();

        foreach (var (own, expected) in new[] { (null, cells[1]), ((string?)HostileFixture.Own, cells[2]) })
        {
            var (answer, asked) = await fixture.AskAsync(wire, new OddRequest("GET", target).With(bridge.ProjectToken, own));

            answer.Status.Should().Be(int.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), "{0} with {1}", target, own ?? "the provider's key");
            if (answer.Status == 200)
            {
                asked!.Target.Should().Be(target[(target.IndexOf('/', 1))..]);
                continue;
            }

            asked.Should().BeNull();
            JsonDocument.Parse(answer.Body).RootElement.ValueKind.Should().Be(JsonValueKind.Object);
        }
    }

    [Theory]
    [InlineData("/anthropic/v1/models/.\u00A0./organizations")]
    [InlineData("/anthropic/v1/models/.\u00E2\u0080\u008B./organizations")]
    public async Task Characters_that_nobody_escaped_are_refused(string target)
    {
        var (answer, asked) = await fixture.AskAsync(Wire.Plain, new OddRequest("GET", target).With(fixture.Over(Wire.Plain).ProjectToken, HostileFixture.Own));

        answer.Status.Should().Be(400);
        asked.Should().BeNull();
    }

    [Theory]
    [InlineData(Wire.Plain)]
    [InlineData(Wire.Http2)]
    public async Task A_recorded_route_is_no_way_round_it(Wire wire)
    {
        var bridge = fixture.Over(wire);
        foreach (var target in new[] { "/anthropic/v1/messages/..;/messages", "/anthropic//v1/messages", "/anthropic/v1/messages?key=" + bridge.ProjectToken, "/anthropic/v1/%2e%2e/v1/messages" })
        {
            var (answer, asked) = await fixture.AskAsync(wire, new OddRequest("POST", target, Traffic.AnthropicRequest).With(bridge.ProjectToken));

            answer.Status.Should().BeOneOf(400, 404);
            answer.Values("X-AiBridge-Error").Should().ContainSingle().Which.Should().BeOneOf("invalid_request", "route_not_supported");
            asked.Should().BeNull();
        }
    }
}
