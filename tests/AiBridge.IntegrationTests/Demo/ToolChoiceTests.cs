using System.Text.Json.Nodes;
using AiBridge.Demo;

namespace AiBridge.IntegrationTests.Demo;

public sealed class ToolChoiceTests
{
    [Fact]
    public void A_shell_is_preferred_to_what_comes_before_it()
    {
        var call = ToolChoice.Pick([Function("Read", "{}"), Function("Bash", "{}")]);

        call!.Name.Should().Be("Bash");
    }

    [Fact]
    public void A_command_is_a_list_where_the_schema_says_so()
    {
        var call = ToolChoice.Pick([Function("shell", """{"properties":{"command":{"type":"array"}},"required":["command"]}""")]);

        call!.Input.Should().Be("""{"command":["bash","-lc","echo hello from the demo"]}""");
    }

    [Fact]
    public void A_required_description_is_filled()
    {
        var call = ToolChoice.Pick([Function("bash", """{"properties":{"command":{},"description":{},"timeout":{"type":"number"}},"required":["command","description"]}""")]);

        call!.Input.Should().Be("""{"command":"echo hello from the demo","description":"Print a greeting"}""");
    }

    [Theory]
    [InlineData("Glob")]
    [InlineData("list_files")]
    [InlineData("getWeather")]
    public void A_tool_that_reads_is_called_when_there_is_no_shell(string name)
    {
        var call = ToolChoice.Pick([Function("delete_everything", "{}"), Function(name, """{"properties":{"pattern":{"type":"string"},"deep":{"type":"boolean"}},"required":["pattern","deep"]}""")]);

        call!.Name.Should().Be(name);
        call.Input.Should().Be("""{"pattern":"*","deep":false}""");
    }

    [Theory]
    [InlineData("Use the tool list-providers.", "mcp__aibridge__list-providers")]
    [InlineData("Call LIST-PROVIDERS, please", "mcp__aibridge__list-providers")]
    [InlineData("Then delete-ai-provider it", "Bash")]
    [InlineData("List the providers and read it", "Bash")]
    public void A_tool_that_reads_and_is_named_goes_before_a_shell(string asked, string expected) =>
        ToolChoice.Pick([Function("Read", "{}"), Function("Bash", "{}"), Function("mcp__aibridge__delete-ai-provider", "{}"), Function("mcp__aibridge__list-providers", "{}")], asked)!.Name.Should().Be(expected);

    [Theory]
    [InlineData("delete_everything")]
    [InlineData("getaway")]
    [InlineData("")]
    public void A_tool_of_unknown_effect_is_never_called(string name) =>
        ToolChoice.Pick([Function(name, "{}")]).Should().BeNull();

    private static OfferedTool Function(string name, string schema) => new(name, ToolForm.Function, JsonNode.Parse(schema));
}
