using AiBridge.Projects;
using Microsoft.AspNetCore.Http;

namespace AiBridge.Tests.Projects;

public sealed class PresentedTokenTests
{
    [Theory]
    [InlineData("X-AiBridge-Token", "aib_a", "aib_a")]
    [InlineData("X-AiBridge-Token", " odd ", "odd")]
    [InlineData("Authorization", "Bearer aib_a", "aib_a")]
    [InlineData("Authorization", "bearer  aib_a ", "aib_a")]
    [InlineData("Authorization", "BEARER aib_a", "aib_a")]
    [InlineData("X-Api-Key", "aib_a", "aib_a")]
    [InlineData("x-goog-api-key", "aib_a", "aib_a")]
    [InlineData("api-key", "aib_a", "aib_a")]
    [InlineData("Authorization", "Bearer sk-foreign", null)]
    [InlineData("Authorization", "Basic aib_a", null)]
    [InlineData("Authorization", "aib_a", null)]
    [InlineData("X-Api-Key", "sk-ant-foreign", null)]
    [InlineData("X-Api-Key", "AIB_a", null)]
    [InlineData("X-AiBridge-Token", "", null)]
    public void A_header_carries_a_bridge_token_or_not(string header, string value, string? expected)
    {
        var headers = new HeaderDictionary { [header] = value };

        PresentedToken.Find(headers).Should().Be(expected);
    }

    [Fact]
    public void The_first_header_in_the_contracts_order_wins()
    {
        var headers = new HeaderDictionary();
        foreach (var (header, value, expected) in new[]
        {
            ("api-key", "aib_5", "aib_5"),
            ("x-goog-api-key", "aib_4", "aib_4"),
            ("X-Api-Key", "aib_3", "aib_3"),
            ("Authorization", "Bearer aib_2", "aib_2"),
            ("X-AiBridge-Token", "aib_1", "aib_1"),
        })
        {
            headers[header] = value;
            PresentedToken.Find(headers).Should().Be(expected);
        }
    }

    [Fact]
    public void A_foreign_credential_beside_the_token_is_stepped_over()
    {
        var headers = new HeaderDictionary { ["Authorization"] = "Bearer sk-foreign", ["X-Api-Key"] = "aib_a" };

        PresentedToken.Find(headers).Should().Be("aib_a");
    }

    [Fact]
    public void A_header_sent_twice_is_searched_whole()
    {
        var headers = new HeaderDictionary { ["X-Api-Key"] = new(["sk-foreign", "aib_a"]) };

        PresentedToken.Find(headers).Should().Be("aib_a");
    }
}
