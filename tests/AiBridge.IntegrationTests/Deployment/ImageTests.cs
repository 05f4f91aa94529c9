using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using AiBridge.Configuration;
using AiBridge.Tests;

namespace AiBridge.IntegrationTests.Deployment;

/// <summary>The image, made by doing what the Dockerfile says in an empty folder, and what runs in it.</summary>
public sealed class ImageTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task The_image_builds_from_nothing_and_serves_as_a_user_who_is_not_root()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var folder = new Scratch();
        var image = await new ImageReplay(folder.Path, new BuildContext(RepositoryRoot.Path, RepositoryRoot.Read(".dockerignore")))
            .BuildAsync(Dockerfile.Read(RepositoryRoot.Read("Dockerfile")));

        // The image listens on every address; here it is a free port of this machine alone.
        using var server = image.Start([.. image.Settings["ENTRYPOINT"].Command, "--Listen", "http://127.0.0.1:0"]);
        try
        {
            var address = await AddressAsync(server);
            using var client = new HttpClient { BaseAddress = new Uri(address), Timeout = Limit };
            Image.UsersOf(server).Should().OnlyContain(user => user != "0" || !Environment.IsPrivilegedProcess);
            using var live = JsonDocument.Parse(await client.GetStringAsync("/health/live"));
            live.RootElement.GetProperty("version").GetString().Should().Be(ProductVersion.Text);
            (await client.GetStringAsync("/docs/first-run")).Should().Contain("First run", "the guides are built in");
            await Eventually.Is(async () => (await client.GetAsync("/health/ready")).StatusCode == HttpStatusCode.OK);
            File.Exists(Path.Combine(image.Inside("/data"), "aibridge.db")).Should().BeTrue("its data lie in the volume");

            (await HealthAsync(image, address)).Should().Be(0);

            using (Process.Start("kill", ["-TERM", server.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
                await server.WaitForExitAsync().WaitAsync(Limit);
            server.ExitCode.Should().Be(0);
            (await HealthAsync(image, address)).Should().Be(1, "nobody answers there any more");
        }
        finally
        {
            if (!server.HasExited)
                server.Kill();
        }
    }

    private static async Task<int> HealthAsync(Image image, string address)
    {
        var command = JsonSerializer.Deserialize<string[]>(image.Settings["HEALTHCHECK"].Rest["CMD ".Length..])!;
        using var health = image.Start(command, ("AIBRIDGE__Listen", address));
        await health.WaitForExitAsync().WaitAsync(Limit);
        return health.ExitCode;
    }

    private static async Task<string> AddressAsync(Process server)
    {
        var said = "";
        while (await server.StandardOutput.ReadLineAsync().WaitAsync(Limit) is { } line)
        {
            said += line + "\n";
            if (Regex.Match(line, "AiBridge listens on (http://[^ ]+)") is { Success: true } match)
                return match.Groups[1].Value;
        }

        throw new InvalidOperationException($"The server ended.\n{said}\n{await server.StandardError.ReadToEndAsync()}");
    }
}
