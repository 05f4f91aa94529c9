using AiBridge.Providers.Changes;

namespace AiBridge.Tests.Providers.Changes;

public sealed class AiProviderSlugTests
{
    [Theory]
    [InlineData("My Claude (EU)", "my-claude-eu")]
    [InlineData("Ünï Cödé", "uni-code")]
    [InlineData("Çelik & Ñandú", "celik-nandu")]
    [InlineData("re\u0301sume\u0301", "resume")]
    [InlineData("  a ÷ b  ", "a-b")]
    [InlineData("日本", "")]
    public void A_label_becomes_a_route_prefix(string label, string slug) => AiProviderSlug.Of(label).Should().Be(slug);
}
