using AiBridge.Routing;

namespace AiBridge.Tests.Routing;

public sealed class RawTargetTests
{
    [Theory]
    [InlineData("/a/b?c=d?e", "/a/b", "?c=d?e")]
    [InlineData("/a/b", "/a/b", "")]
    [InlineData("/a%2Fb//c/?", "/a%2Fb//c/", "?")]
    [InlineData("http://host:1/a?x=//y", "/a", "?x=//y")]
    [InlineData("http://host", "/", "")]
    [InlineData("*", "*", "")]
    [InlineData("", "", "")]
    public void It_is_parted_as_it_was_written(string target, string path, string query)
    {
        var parsed = RawTarget.Parse(target);

        parsed.Path.ToString().Should().Be(path);
        parsed.Query.ToString().Should().Be(query);
    }

    [Theory]
    [InlineData("/openai/v1/models", "", "openai", "/v1/models")]
    [InlineData("/openai", "", "openai", "")]
    [InlineData("/openai/", "", "openai", "/")]
    [InlineData("/base/openai/x", "/base", "openai", "/x")]
    [InlineData("/open%61i/x", "", "open%61i", "/x")]
    [InlineData("/basement/x", "/base", null, null)]
    [InlineData("/base", "/base", null, null)]
    [InlineData("//x", "", null, null)]
    [InlineData("*", "", null, null)]
    public void The_name_is_the_first_segment_below_the_base_path(string target, string basePath, string? name, string? rest)
    {
        RawTarget.Parse(target).TrySplit(basePath, out var found, out var below).Should().Be(name is not null);

        if (name is not null)
            (found.ToString(), below.ToString()).Should().Be((name, rest!));
    }
}
