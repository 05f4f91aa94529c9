using AiBridge.Management.Bodies;
using AiBridge.Projects;
using AiBridge.Projects.Changes;
using Microsoft.AspNetCore.Http;

namespace AiBridge.Tests.Management.Bodies;

public sealed class EntityTagTests
{
    [Theory]
    [InlineData("\"7\"")]
    [InlineData("\"6\", \"7\"")]
    [InlineData("*")]
    [InlineData("\"6\", *")]
    public void It_is_the_version_that_was_read(string header) => FluentActions.Invoking(() => Expected(header).Demand(7)).Should().NotThrow();

    [Theory]
    [InlineData("\"6\"")]
    [InlineData("W/\"7\"")]
    [InlineData("\"07\"")]
    [InlineData("\" 7\"")]
    [InlineData("\"-7\"")]
    [InlineData("\"abc\"")]
    [InlineData("7")]
    [InlineData("")]
    public void What_is_no_tag_of_that_version_or_a_weak_one_is_another(string header) =>
        FluentActions.Invoking(() => Expected(header).Demand(7)).Should().Throw<RefusedException>().Which.Status.Should().Be(412);

    [Fact]
    public void Without_the_header_any_version_is_meant_and_none_is_named()
    {
        var expected = EntityTag.Expected(new DefaultHttpContext().Request);

        expected.IsNamed.Should().BeFalse();
        expected.Demand(7);
    }

    [Fact]
    public void What_is_told_is_what_is_taken()
    {
        var context = new DefaultHttpContext();
        EntityTag.Set(context.Response, 7);

        Expected(context.Response.Headers.ETag.ToString()).Demand(7);
    }

    private static ExpectedVersion Expected(string header)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.IfMatch = header;
        return EntityTag.Expected(context.Request);
    }
}
