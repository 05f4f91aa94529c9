using System.CommandLine;
using AiBridge.CommandLine;

namespace AiBridge.Tests.CommandLine;

public sealed class SettingArgumentsTests
{
    private readonly Command _root = new("aibridge") { new Option<bool>("--demo"), new Command("token") { new Option<string>("--name", "--label") } };

    [Theory]
    [InlineData("--Listen http://x token", "token", "--Listen http://x")]
    [InlineData("--Listen=http://x token create --name ci", "token create --name ci", "--Listen=http://x")]
    [InlineData("token create --Auth:Mode token --label ci", "token create --label ci", "--Auth:Mode token")]
    [InlineData("--demo --Listen --DataDirectory d", "--demo", "--Listen --DataDirectory d")]
    [InlineData("--name=ci -x --Listen", "--name=ci -x", "--Listen")]
    public void Settings_go_with_their_values_and_the_commands_own_options_stay(string line, string words, string settings)
    {
        var taken = new List<string>();

        string.Join(' ', SettingArguments.Take(line.Split(' '), _root, taken)).Should().Be(words);
        string.Join(' ', taken).Should().Be(settings);
    }
}
