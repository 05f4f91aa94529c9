using System.Text.RegularExpressions;

namespace AiBridge.IntegrationTests.Docs;

internal static class DocsChecks
{
    /// <summary>Nothing comes from elsewhere, nothing frames it, nothing is kept in the browser.</summary>
    public static void IsGuarded(HttpResponseMessage response)
    {
        var policy = response.Headers.GetValues("Content-Security-Policy").Single().Split("; ").Select(directive => directive.Split(' ')).ToDictionary(words => words[0], words => words[1..]);
        policy["default-src"].Should().Equal("'none'");
        policy["frame-ancestors"].Should().Equal("'none'");
        policy["base-uri"].Should().Equal("'none'");
        policy["form-action"].Should().Equal("'none'");
        policy["script-src"].Should().OnlyContain(source => source == "'self'" || Regex.IsMatch(source, "^'nonce-[0-9a-f]{32}'$"));
        policy.Values.SelectMany(sources => sources).Should().OnlyContain(source => source[0] == '\'' || source == "data:", "no other origin is named");
        response.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
        response.Headers.GetValues("Referrer-Policy").Should().Equal("no-referrer");
        response.Headers.Contains("Set-Cookie").Should().BeFalse();
    }
}
