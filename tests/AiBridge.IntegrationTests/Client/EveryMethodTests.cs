using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using AiBridge.Client;
using AiBridge.IntegrationTests.Management.Access;

namespace AiBridge.IntegrationTests.Client;

/// <summary>The whole API through the client: every method used as it is meant, and refused.</summary>
public sealed class EveryMethodTests(ClientFixture fixture) : IClassFixture<ClientFixture>
{
    public static TheoryData<string> Names => [.. ClientCalls.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public Task It_does_what_it_is_for(string name) => ClientCalls.All[name](fixture.Admin, fixture);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_says_why_it_is_refused(string name)
    {
        var call = ClientCalls.All[name];

        var nobody = (await FluentActions.Awaiting(() => call(fixture.Nobody, fixture)).Should().ThrowAsync<AiBridgeException>()).Which;
        (nobody.Status, nobody.Code).Should().Be((HttpStatusCode.Unauthorized, "unauthorized"));
        if (ClientCalls.OfAnyToken.Contains(name))
            return;
        var powerless = (await FluentActions.Awaiting(() => call(fixture.Powerless, fixture)).Should().ThrowAsync<AiBridgeException>()).Which;
        (powerless.Status, powerless.Code).Should().Be((HttpStatusCode.Forbidden, "forbidden"));
        powerless.Message.Should().Contain("permission");
    }

    [Fact]
    public void No_method_is_left_out()
    {
        var methods = from part in typeof(AiBridgeClient).GetProperties().Append(null)
                      from method in (part?.PropertyType ?? typeof(AiBridgeClient)).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                      where method.Name.EndsWith("Async", StringComparison.Ordinal)
                      select $"{part?.Name ?? "Client"}.{method.Name}";

        ClientCalls.All.Keys.Should().BeEquivalentTo(methods);
    }

    [Fact]
    public async Task Every_endpoint_of_the_API_has_a_method()
    {
        foreach (var call in ClientCalls.All.Values)
            await call(fixture.Admin, fixture);
        var sent = fixture.Sent.Distinct().ToList();

        ApiEndpoint.Of(fixture.Bridge).Where(endpoint => !sent.Any(request => Matches(endpoint, request))).Should().BeEmpty();
    }

    private static bool Matches(ApiEndpoint endpoint, string request) =>
        Regex.IsMatch(request, $"^{Regex.Replace(Regex.Escape(endpoint.ToString()), @"\\\{[^}]+}", "[^/]+")}/?$");
}
