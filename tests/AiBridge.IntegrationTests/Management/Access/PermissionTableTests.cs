using System.Text.RegularExpressions;
using AiBridge.Projects;

namespace AiBridge.IntegrationTests.Management.Access;

public sealed partial class PermissionTableTests(ManagedBridge managed) : IClassFixture<ManagedBridge>
{
    [Fact]
    public void Every_endpoint_asks_for_a_permission_there_is() =>
        ApiEndpoint.Of(managed.Bridge).Should().HaveCountGreaterThan(20).And.OnlyContain(endpoint => endpoint.Required != null && PermissionPattern.All.Contains(endpoint.Required.Permission));

    [Fact]
    public void Every_write_is_audited_and_no_read_is()
    {
        foreach (var endpoint in ApiEndpoint.Of(managed.Bridge))
            endpoint.Audited.Should().Be(endpoint.Method != "GET", endpoint.ToString());
    }

    [Fact]
    public void The_table_in_the_README_is_the_endpoints()
    {
        var table = Row().Matches(File.ReadAllText(Path.Combine(Root(), "README.md"))).Select(row => (row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Value.Contains("server")));

        table.Should().BeEquivalentTo(ApiEndpoint.Of(managed.Bridge).Select(endpoint => (endpoint.ToString(), endpoint.Required!.Permission, endpoint.Required.ServerScope)));
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "AiBridge.sln")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    [GeneratedRegex(@"^\| `([A-Z]+ /api/v1/[^`]*)` \| `([A-Za-z]+:[A-Za-z]+)`[^|]*\|([^|]*)\|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
