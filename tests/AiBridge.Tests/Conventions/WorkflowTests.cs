using System.Text.RegularExpressions;

namespace AiBridge.Tests.Conventions;

/// <summary>The workflow does what <c>.ci/run</c> does, with no rights and no tools beyond that.</summary>
public sealed class WorkflowTests
{
    private static readonly string Workflow = RepositoryRoot.Read(".github/workflows/ci.yml");

    [Fact]
    public void It_runs_what_a_contributor_runs() => Regex.Matches(Workflow, @"(?<=- run: ).*").Select(match => match.Value).Should().Equal(".ci/run");

    [Fact]
    public void Its_token_can_only_read() => Regex.Matches(Workflow, @"^ *(?<right>[\w-]+): (read|write)", RegexOptions.Multiline).Select(match => match.Value.Trim()).Should().Equal("contents: read");

    [Fact]
    public void Its_actions_have_versions_and_the_SDK_is_the_one_that_everybody_has()
    {
        Regex.Matches(Workflow, @"(?<=uses: ).*").Should().NotBeEmpty().And.OnlyContain(match => Regex.IsMatch(match.Value, @"^[\w-]+/[\w-]+@v\d+\.\d+\.\d+$"));
        Workflow.Should().Contain("global-json-file: global.json").And.NotContain("dotnet-version");
    }
}
