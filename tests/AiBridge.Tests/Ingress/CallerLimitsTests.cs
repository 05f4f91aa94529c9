using AiBridge.Configuration;
using AiBridge.Contracts.Providers;
using AiBridge.Ingress;
using AiBridge.Projects;
using AiBridge.Providers;

namespace AiBridge.Tests.Ingress;

public sealed class CallerLimitsTests
{
    private static readonly ProviderInstance Provider = new()
    {
        QualifiedName = "lab",
        ClusterId = "lab",
        Name = "lab",
        DisplayName = "lab",
        Type = ProviderTypes.Find("custom")!,
        BaseUrl = "https://llm.example.com/v1",
        Auth = ProviderAuth.None,
        Enabled = true,
        AllowByok = true,
        Options = new ProviderOptions(),
    };

    private readonly CallerLimits _limits = new(new FakeTimeProvider());

    [Fact]
    public void A_request_the_project_refuses_costs_the_token_nothing()
    {
        var limits = new LimitsOptions { RequestsPerMinute = 2, PerProject = new ProjectLimitsOptions { RequestsPerMinute = 1 } };
        Admit("tok_a", limits).Should().BeNull();
        Admit("tok_b", limits)!.Limit.Should().Be(1);
        Admit("tok_b", limits)!.Limit.Should().Be(1);

        var wide = limits with { PerProject = new ProjectLimitsOptions() };
        Admit("tok_b", wide).Should().BeNull();
        Admit("tok_b", wide).Should().BeNull();
        Admit("tok_b", wide)!.Limit.Should().Be(2);
    }

    [Fact]
    public void A_refused_request_holds_no_place_and_one_without_a_place_costs_no_request()
    {
        var limits = new LimitsOptions { RequestsPerMinute = 3, ConcurrentRequests = 1, PerProject = new ProjectLimitsOptions { ConcurrentRequests = 2 } };
        Admit("tok_a", limits, out var first).Should().BeNull();
        for (var i = 0; i < 10; i++)
            Admit("tok_a", limits)!.Error.Code.Should().Be("too_many_requests_in_flight");
        Admit("tok_b", limits, out _).Should().BeNull("the refused ones hold no place of the project");

        first.Release();
        first.Release();

        Admit("tok_a", limits, out var second).Should().BeNull();
        Admit("tok_c", limits)!.Limit.Should().Be(2, "releasing twice frees one place");
        second.Release();
        Admit("tok_a", limits, out var third).Should().BeNull();
        third.Release();
        Admit("tok_a", limits)!.Error.Code.Should().Be("rate_limited");
        Admit("tok_a", limits with { RequestsPerMinute = 0 }).Should().BeNull("who is over the rate holds no place");
    }

    private LimitRefusal? Admit(string token, LimitsOptions limits) => Admit(token, limits, out _);

    private LimitRefusal? Admit(string token, LimitsOptions limits, out LimitSlot slot) =>
        _limits.TryAdmit(new Caller(new BridgeToken(token, "prj_1", token, null, ["*"], ServerScope: false, ExpiresAt: null)), Provider, limits, out slot);
}
