using System.Text.RegularExpressions;
using AiBridge.Tests;

namespace AiBridge.IntegrationTests.Deployment;

/// <summary>What the Dockerfile says, without building it.</summary>
public sealed class DockerfileTests
{
    private static readonly IReadOnlyList<Stage> Stages = Dockerfile.Read(RepositoryRoot.Read("Dockerfile"));

    [Fact]
    public void The_build_is_given_every_project_with_its_lock_file_and_what_all_share()
    {
        var projects = Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(project => Path.GetRelativePath(RepositoryRoot.Path, project).Replace('\\', '/'))
            .ToList();

        var files = new BuildContext(RepositoryRoot.Path, RepositoryRoot.Read(".dockerignore")).Files;

        projects.Should().NotBeEmpty();
        files.Should().Contain(projects);
        files.Should().Contain(projects.Select(project => Path.GetDirectoryName(project) + "/packages.lock.json"));
        files.Should().Contain(Directory.EnumerateFiles(RepositoryRoot.Path, "Directory.*").Select(file => Path.GetFileName(file)!)).And.Contain("global.json");
    }

    [Fact]
    public void The_build_is_given_no_local_settings_data_or_output()
    {
        using var folder = new Scratch();
        foreach (var file in (string[])["config/aibridge.json", "config/aibridge.local.json", "data/aibridge.db", "src/A/A.cs", "src/A/bin/A.dll", "src/A/obj/A.dll", "artifacts/A.dll", ".env", "tests/T/T.cs"])
        {
            Directory.CreateDirectory(Path.Combine(folder.Path, Path.GetDirectoryName(file)!));
            File.WriteAllText(Path.Combine(folder.Path, file), "");
        }

        new BuildContext(folder.Path, RepositoryRoot.Read(".dockerignore")).Files.Should().Equal("config/aibridge.json", "src/A/A.cs");
    }

    [Fact]
    public void The_image_runs_as_nobody_of_importance_and_keeps_its_data_in_a_volume()
    {
        var final = Stages[^1].Instructions.ToLookup(instruction => instruction.Name);

        final["USER"].Single().Rest.Should().Be("$APP_UID");
        final["VOLUME"].Single().Rest.Should().Be("/data");
        final["ENV"].Single().Words.Should().Contain("AIBRIDGE__DataDirectory=/data").And.Contain("MALLOC_MMAP_THRESHOLD_=1048576");
        final["RUN"].Should().BeEmpty("the image has no shell");
        final["ENTRYPOINT"].Single().Command.Should().Equal("/app/AiBridge");
        Regex.IsMatch(final["HEALTHCHECK"].Single().Rest, @"^CMD \[.+\]$").Should().BeTrue();
    }

    [Theory]
    [InlineData("FROM a\nADD . .")]
    [InlineData("FROM a\nCOPY --link . .")]
    [InlineData("FROM a\nRUN --network=none true")]
    [InlineData("FROM --platform=linux/amd64 a")]
    [InlineData("FROM a b c d")]
    [InlineData("FROM a\nmkdir b")]
    public void What_is_not_known_here_is_no_silent_pass(string text)
    {
        var reading = () => Dockerfile.Read(text);

        reading.Should().Throw<FormatException>();
    }

    [Fact]
    public void Stages_flags_comments_and_long_lines_are_read()
    {
        var stages = Dockerfile.Read("FROM a:1 AS build\n# why\nRUN --mount=type=cache,target=/c one \\\n    && two\n\nFROM b\nCOPY --from=build --chown=1:1 /x /y\nENTRYPOINT [\"/y\", \"z\"]\n");

        stages.Select(stage => (stage.Image, stage.Name)).Should().Equal(("a:1", "build"), ("b", null));
        stages[0].Instructions.Single().Words.Should().Equal("one", "&&", "two");
        stages[1].Instructions[0].Flags.Should().Equal(new Dictionary<string, string> { ["from"] = "build", ["chown"] = "1:1" });
        stages[1].Instructions[1].Command.Should().Equal("/y", "z");
    }
}
