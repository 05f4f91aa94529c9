using System.Xml.Linq;

namespace AiBridge.Tests.Conventions;

/// <summary>A project that the solution does not know is neither built nor tested; one without a lock file restores differently elsewhere.</summary>
public sealed class ProjectTests
{
    private static readonly IReadOnlyList<string> Projects =
    [
        .. from folder in (string[])["src", "tests", "examples"]
           from project in Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, folder), "*.csproj", SearchOption.AllDirectories)
           select Path.GetRelativePath(RepositoryRoot.Path, project).Replace('\\', '/'),
    ];

    [Fact]
    public void Every_project_is_in_the_solution_and_locks_its_packages() =>
        Missing(Projects, RepositoryRoot.Read("AiBridge.sln"), file => File.Exists(Path.Combine(RepositoryRoot.Path, file))).Should().BeEmpty();

    [Fact]
    public void A_project_left_out_is_found() =>
        Missing(["src/A/A.csproj", "src/B/B.csproj"], """Project("{1}") = "A", "src\A\A.csproj", "{2}" """, file => file == "src/B/packages.lock.json")
            .Should().Equal("src/A/A.csproj has no packages.lock.json", "src/B/B.csproj is not in AiBridge.sln");

    [Fact]
    public void Versions_of_packages_and_of_the_product_stand_in_one_place()
    {
        var versions = from project in Projects
                       from element in XDocument.Parse(RepositoryRoot.Read(project)).Descendants()
                       where element.Name.LocalName == "PackageReference" ? element.Attribute("Version") is not null : element.Name.LocalName.EndsWith("Version", StringComparison.Ordinal)
                       select $"{project}: {element}";

        versions.Should().BeEmpty("they are in Directory.Packages.props and Directory.Build.props");
    }

    private static IEnumerable<string> Missing(IEnumerable<string> projects, string solution, Func<string, bool> exists)
    {
        foreach (var project in projects)
        {
            if (!solution.Replace('\\', '/').Contains($"\"{project}\""))
                yield return $"{project} is not in AiBridge.sln";
            if (!exists(Path.GetDirectoryName(project) + "/packages.lock.json"))
                yield return $"{project} has no packages.lock.json";
        }
    }
}
