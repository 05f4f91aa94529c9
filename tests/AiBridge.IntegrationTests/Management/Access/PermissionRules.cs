using System.Text.RegularExpressions;
using AiBridge.Projects;

namespace AiBridge.IntegrationTests.Management.Access;

/// <summary>What holds of every endpoint of the API; each rule gives what breaks it.</summary>
internal static partial class PermissionRules
{
    /// <summary>What changes nothing, and is recorded as agents' requests are.</summary>
    private static readonly string[] Recorded = ["chat"];

    public static IEnumerable<string> Permission(IReadOnlyList<ApiEndpoint> endpoints) =>
        endpoints.Where(endpoint => endpoint.Required is not { } required || (required.Permission.Length == 0 ? endpoint.Method != "GET" : !PermissionPattern.All.Contains(required.Permission))).Select(endpoint => $"{endpoint} asks for no permission there is");

    public static IEnumerable<string> Audit(IReadOnlyList<ApiEndpoint> endpoints) =>
        endpoints.Where(endpoint => endpoint.Audited != (endpoint.Method != "GET" && !Recorded.Contains(endpoint.Required?.Name))).Select(endpoint => $"{endpoint} is {(endpoint.Audited ? "" : "not ")}audited");

    /// <param name="endpoints">All of them.</param>
    /// <param name="readme">Has one line a endpoint: method and path, permission, reach.</param>
    public static IEnumerable<string> Table(IReadOnlyList<ApiEndpoint> endpoints, string readme)
    {
        var written = Row().Matches(readme).Select(row => $"{row.Groups[1].Value} {row.Groups[2].Value}{(row.Groups[3].Value.Contains("server") ? " server" : "")}").ToList();
        var mapped = endpoints.Select(endpoint => $"{endpoint} {endpoint.Required?.Permission}{(endpoint.Required is { ServerScope: true } ? " server" : "")}").ToList();
        return mapped.Except(written).Select(line => $"{line}: not in the table")
            .Concat(written.Except(mapped).Select(line => $"{line}: in the table only"))
            .Concat(written.GroupBy(line => line).Where(line => line.Count() > 1).Select(line => $"{line.Key}: twice in the table"));
    }

    [GeneratedRegex(@"^\| `([A-Z]+ /(?:api/)?v1[^`]*)` \| (?:`([A-Za-z]+:[A-Za-z]+)`[^|]*|any valid token )\|([^|]*)\|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
