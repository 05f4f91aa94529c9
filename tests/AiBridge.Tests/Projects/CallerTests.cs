using AiBridge.Projects;

namespace AiBridge.Tests.Projects;

public sealed class CallerTests
{
    [Theory]
    [InlineData(false, null, "prj_1", "prj_1")]
    [InlineData(false, "prj_1", "prj_1", "prj_1")]
    [InlineData(true, null, null, "prj_1")]
    [InlineData(true, "prj_2", "prj_2", "prj_2")]
    public void It_sees_its_own_project_and_the_servers_sees_all(bool server, string? asked, string? visible, string acting)
    {
        var caller = Of(server);

        caller.VisibleProject(asked).Should().Be(visible);
        caller.ActingProject(asked).Should().Be(acting);
    }

    [Fact]
    public void Another_project_is_not_there()
    {
        foreach (var asking in new Action[] { () => Of(false).VisibleProject("prj_2"), () => Of(false).ActingProject("prj_2") })
            asking.Should().Throw<RefusedException>().Which.Status.Should().Be(404);
        (Of(false).CanReach("prj_2"), Of(false).CanReach(null), Of(true).CanReach("prj_2"), Of(true).CanReach(null)).Should().Be((false, false, true, true));
    }

    [Theory]
    [InlineData(null, "laptop", "tok_1")]
    [InlineData("", "", "tok_1")]
    [InlineData("Ada", "Ada", "@Ada")]
    public void Tokens_of_one_actor_are_one_person(string? actor, string name, string person)
    {
        var caller = Of(false, actor);

        (caller.Name, caller.Person).Should().Be((name, person));
    }

    [Theory]
    [InlineData("*", "secrets:Write", true)]
    [InlineData("secrets:*", "secrets:Write", true)]
    [InlineData("secrets:*", "secretsX:Write", false)]
    [InlineData("secrets:Read", "secrets:Write", false)]
    [InlineData("secrets:Read", "secrets:ReadAll", false)]
    [InlineData("bridge:Invoke usage:Read", "usage:Read", true)]
    [InlineData("", "bridge:Invoke", false)]
    public void A_pattern_covers_what_it_says(string patterns, string permission, bool allowed) =>
        new BridgeToken("tok_1", "prj_1", "laptop", null, patterns.Split(' '), ServerScope: false, ExpiresAt: null).Allows(permission).Should().Be(allowed);

    private static Caller Of(bool serverScope, string? actor = null) => new(new BridgeToken("tok_1", "prj_1", "laptop", actor, ["*"], serverScope, ExpiresAt: null));
}
