using System.Diagnostics;

namespace AiBridge.IntegrationTests.Deployment;

/// <summary>
/// Does what an engine would do with a Dockerfile, without one: each image is a folder, and a path that begins with a slash is one in
/// it. What it cannot do is to look like the base image; programs are this machine's.
/// </summary>
internal sealed class ImageReplay(string folder, BuildContext context)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, Image> _named = [];

    public async Task<Image> BuildAsync(IReadOnlyList<Stage> stages)
    {
        Image image = null!;
        foreach (var stage in stages)
        {
            image = new Image(Path.Combine(folder, stage.Name ?? "final"));
            if (stage.Image.StartsWith("mcr.microsoft.com/dotnet/", StringComparison.Ordinal))
                image.Environment["APP_UID"] = "1654";
            foreach (var instruction in stage.Instructions)
                await DoAsync(image, instruction);
            if (stage.Name is not null)
                _named.Add(stage.Name, image);
        }

        return image;
    }

    private async Task DoAsync(Image image, Instruction instruction)
    {
        switch (instruction.Name)
        {
            case "WORKDIR":
                image.WorkingDirectory = instruction.Rest;
                Directory.CreateDirectory(image.Inside(instruction.Rest));
                break;
            case "COPY":
                await CopyAsync(image, instruction);
                break;
            case "RUN":
                await RunAsync(image, string.Join(' ', instruction.Words.Select(image.InsideWhenRooted)));
                break;
            case "ENV":
                foreach (var word in instruction.Words)
                    image.Environment.Add(word.Split('=', 2)[0], word.Split('=', 2)[1]);
                break;
            default:
                image.Settings.Add(instruction.Name, instruction);
                break;
        }
    }

    private async Task CopyAsync(Image image, Instruction copy)
    {
        var (sources, target) = (copy.Words.SkipLast(1), image.Inside(copy.Words[^1]));
        Directory.CreateDirectory(target);
        foreach (var source in sources)
        {
            if (copy.Flags.TryGetValue("from", out var from))
                await ShellAsync($"cp -R '{_named[from].Inside(source)}/.' '{target}'", folder);
            else if (source == ".")
                context.CopyTo(target);
            else
                throw new FormatException($"COPY {copy.Rest}: only the whole context is copied, so that nothing can be forgotten");
        }

        if (copy.Flags.TryGetValue("chown", out var owner) && Environment.IsPrivilegedProcess)
            await ShellAsync($"chown -R {image.Expand(owner)} '{target}'", folder);
    }

    private Task RunAsync(Image image, string command) => ShellAsync(command, image.Inside(image.WorkingDirectory));

    private static async Task ShellAsync(string command, string workingDirectory)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", command])
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // Servers that outlive the build would keep its folder and our pipes.
            Environment = { ["MSBUILDDISABLENODEREUSE"] = "1", ["UseSharedCompilation"] = "false", ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0" },
        };
        // Those of the build that runs this test name its own tools.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.Ordinal) || name.StartsWith("MSBUILD_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync().WaitAsync(Limit);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }

        process.ExitCode.Should().Be(0, $"{command}\n{await output}\n{await error}");
    }
}
