using AiBridge.Exchanges;
using AiBridge.Protocols.Families;
using AiBridge.Providers;
using AiBridge.Routing;

namespace AiBridge.Tests.Routing;

public sealed class RouteTableTests
{
    [Theory]
    [InlineData("anthropic", "/v1/messages", "/v1/messages", true)]
    [InlineData("anthropic", "/v1/models/claude-3", "/v1/models/{**}", false)]
    [InlineData("anthropic", "/v1/messages/", null, false)]
    [InlineData("anthropic", "/V1/messages", null, false)]
    [InlineData("anthropic", "/v1/messages/batches", null, false)]
    [InlineData("anthropic", "/v1/models/../files", null, false)]
    [InlineData("openai", "/v1/chat/completions", "/chat/completions", true)]
    [InlineData("openai", "/v1/responses/resp_1", "/responses/{**}", false)]
    [InlineData("openai", "/v1/responses/compact", "/responses/compact", true)]
    [InlineData("openai", "/chat/completions", null, false)]
    [InlineData("openai", "/v1chat/completions", null, false)]
    [InlineData("openai", "/v1/admin/keys", null, false)]
    public void What_is_not_in_the_table_is_not_found(string type, string path, string? pattern, bool bridged)
    {
        var match = Find(type, path, "");

        match?.Pattern.Should().Be(pattern);
        (match is null).Should().Be(pattern is null);
        (match?.Bridged ?? false).Should().Be(bridged);
    }

    [Theory]
    [InlineData("anthropic", "/v1/messages", "?beta=true", "/v1/messages?beta=true")]
    [InlineData("openai", "/v1/models/a%2Fb", "", "/models/a%2Fb")]
    public void The_upstream_is_asked_below_its_base_with_the_bytes_as_they_came(string type, string path, string query, string target)
    {
        var match = Find(type, path, query)!;

        (match.Path, match.UpstreamTarget).Should().Be((path, target));
    }

    private static RouteMatch? Find(string type, string path, string query) =>
        RouteTable.Find(ProviderTypes.Find(type)!, new Arrival(type, path, query) { Family = OpenAiFamily.Instance });
}
