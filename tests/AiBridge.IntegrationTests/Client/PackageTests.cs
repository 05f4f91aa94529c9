using System.IO.Compression;
using AiBridge.Configuration;
using AiBridge.Tests;

namespace AiBridge.IntegrationTests.Client;

/// <summary>The packages, made as for a release and used by a program that has nothing but them.</summary>
public sealed class PackageTests(ClientFixture fixture) : IClassFixture<ClientFixture>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aibridge-package-").FullName;

    [Fact]
    public async Task A_fresh_program_restores_and_uses_them()
    {
        var feed = Path.Combine(_folder, "feed");
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        foreach (var project in (string[])["AiBridge.Contracts", "AiBridge.Client"])
        {
            var (packed, said) = await DotnetTool.RunAsync(RepositoryRoot.Path, null, "pack", $"src/{project}", "--no-build", "-c", configuration, "-o", feed);
            packed.Should().Be(0, said);
        }

        var version = ProductVersion.Text;
        Entries(feed, $"AiBridge.Client.{version}.nupkg").Should().Contain(["README.md", "lib/net10.0/AiBridge.Client.dll", "lib/net10.0/AiBridge.Client.xml", "AiBridge.Client.nuspec"]);
        Entries(feed, $"AiBridge.Client.{version}.snupkg").Should().Contain("lib/net10.0/AiBridge.Client.pdb");
        Entries(feed, $"AiBridge.Contracts.{version}.nupkg").Should().Contain(["README.md", "lib/net10.0/AiBridge.Contracts.xml"]);
        Write("nuget.config", $"""<configuration><packageSources><clear /><add key="feed" value="{feed}" /></packageSources></configuration>""");
        Write("fresh.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <RestorePackagesPath>{_folder}/packages</RestorePackagesPath>
                <RestoreFallbackFolders>{Packages()}</RestoreFallbackFolders>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="AiBridge.Client" Version="{version}" />
              </ItemGroup>
            </Project>
            """);
        Write("Program.cs", """
            using AiBridge.Client;
            using var client = new AiBridgeClient(new AiBridgeClientOptions { BaseAddress = new Uri(args[0]), Token = args[1] });
            await foreach (var project in client.Projects.ListAsync())
                Console.WriteLine($"project {project.Name}");
            """);

        var (code, output) = await DotnetTool.RunAsync(_folder, null, "run", "--", fixture.Bridge.Address, fixture.Bridge.AdminToken);

        code.Should().Be(0, output);
        output.Should().Contain("project default");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static IEnumerable<string> Entries(string feed, string package)
    {
        using var archive = ZipFile.OpenRead(Path.Combine(feed, package));
        return [.. archive.Entries.Select(entry => entry.FullName)];
    }

    // What the packages need was restored for the tests; no other feed is asked.
    private static string Packages() =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_folder, file), text);
}
