using AiBridge.Routing;

namespace AiBridge.Tests.Routing;

/// <summary>What an upstream that tidies paths could make of one; more of them, through the whole, in the integration tests' <c>Fixtures/hostile/targets.txt</c>.</summary>
public sealed class PathSegmentsTests
{
    [Theory]
    [InlineData("/a/../b", true)]
    [InlineData("/a/./b", true)]
    [InlineData("/..", true)]
    [InlineData("/a/%2e%2E/b", true)]
    [InlineData("/a/.%2e", true)]
    [InlineData("/a%2f..%2Fb", true)]
    [InlineData("/a\\..\\b", true)]
    [InlineData("/a%5c%2e%2e%5Cb", true)]
    [InlineData("/a/%252e%252e/b", true)]
    [InlineData("/a/..;x=1/b", true)]
    [InlineData("/a/%c0%ae%c0%ae/b", true)]
    [InlineData("/a/%25252525252525252e", true)]
    [InlineData("/a/...", false)]
    [InlineData("/a/..b/b..", false)]
    [InlineData("/gpt-4.1/a.b", false)]
    [InlineData("/a/%2", false)]
    [InlineData("/a/%c3%ae.", false)]
    [InlineData("/a/%f0%9f%91%8b/100%25", false)]
    [InlineData("", false)]
    public void A_dot_segment_is_found_however_it_is_written(string path, bool found) => PathSegments.Of(path).HasDots.Should().Be(found);

    [Theory]
    [InlineData("/a//b", true)]
    [InlineData("//", true)]
    [InlineData("/a/%2fb", true)]
    [InlineData("/a/;x/b", true)]
    [InlineData("/a/%20/b", true)]
    [InlineData("/a/", false)]
    [InlineData("/", false)]
    [InlineData("/a%2fb", false)]
    public void An_empty_segment_is_found_but_not_behind_the_last_slash(string path, bool found) => PathSegments.Of(path).HasGaps.Should().Be(found);
}
