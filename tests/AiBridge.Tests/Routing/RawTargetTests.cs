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

    [Theory]
    [InlineData("/a b", true)]
    [InlineData("/a\tb", true)]
    [InlineData("/a\0", true)]
    [InlineData("/a\u007F", true)]
    [InlineData("/a%00%20", false)]
    [InlineData("/ä", false)]
    public void Bytes_that_no_target_may_hold_are_found(string target, bool found) => RawTarget.HasControl(target).Should().Be(found);

    [Theory]
    [InlineData("/a/../b", true)]
    [InlineData("/a/./b", true)]
    [InlineData("/..", true)]
    [InlineData("/a/%2e%2E/b", true)]
    [InlineData("/a/.%2e", true)]
    [InlineData("/a%2f..%2Fb", true)]
    [InlineData("/a\\..\\b", true)]
    [InlineData("/a%5c%2e%2e%5Cb", true)]
    [InlineData("../a", true)]
    [InlineData("/a/...", false)]
    [InlineData("/a/..b/b..", false)]
    [InlineData("/gpt-4.1/a.b", false)]
    [InlineData("/a/%252e%252e/b", false)]
    [InlineData("/a/%2", false)]
    [InlineData("/a//b", false)]
    public void A_dot_segment_is_found_however_it_is_written(string path, bool found) => RawTarget.HasDotSegment(path).Should().Be(found);
}
