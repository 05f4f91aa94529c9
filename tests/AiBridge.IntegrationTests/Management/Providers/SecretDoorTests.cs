using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Projects;

namespace AiBridge.IntegrationTests.Management.Providers;

/// <summary>A key never follows, at whatever door.</summary>
public sealed class SecretDoorTests
{
    private const string Key = "sk-key-of-its-own-000000001";

    [Fact]
    public async Task Whoever_names_a_secret_may_write_secrets_and_none_goes_where_it_was_not_given_for()
    {
        await using var bridge = await StartAsync();
        var differences = new List<string>();
        var number = 0;

        foreach (var row in Rows())
        {
            var things = await MakeAsync(bridge, ++number);
            var isServers = row.Path.StartsWith("/providers", StringComparison.Ordinal);
            var may = isServers ? "providers:*" : "aiProviders:*";
            var without = await AnswerAsync(bridge, row, things, isServers, may);
            if (without != row.Without)
                differences.Add($"{row.Path} {row.Body} without secrets:Write: {without}, not {row.Without}");
            // What was done by the one is not there for the other any more.
            var with = without[0] == '2' ? without : await AnswerAsync(bridge, row, things, isServers, may, "secrets:Write");
            if (with != row.With)
                differences.Add($"{row.Path} {row.Body} with it: {with}, not {row.With}");
        }

        differences.Should().BeEmpty();
        number.Should().BeGreaterThan(35);
    }

    [Fact]
    public async Task Of_many_at_once_that_name_it_for_different_hosts_one_gets_a_secret()
    {
        await using var bridge = await StartAsync();
        var free = await Stored.AddSecretAsync(bridge, "sk-of-nobody-so-far-0000001");

        var answers = await Task.WhenAll(Enumerable.Range(1, 6).Select(number => bridge.Admin.SendAsync(
            HttpMethod.Post, ProviderFixture.Path, new { name = $"racer-{number}", type = "custom", baseUrl = $"https://h{number}.example.com/v1", apiKeys = new[] { new { id = free } } })));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).Should().Be(1);
        answers.Where(answer => answer.StatusCode != HttpStatusCode.Created).Should().OnlyContain(answer => answer.StatusCode == HttpStatusCode.BadRequest);
    }

    private static Task<Bridge> StartAsync() => Bridge.StartAsync("""{"Network":{"AllowPrivateNetwork":true},"Providers":[{"Type":"openai","Keys":["sk-of-the-configuration-01"]}]}""");

    private static async Task<string> AnswerAsync(Bridge bridge, Row row, Dictionary<string, string> things, bool serverScope, params string[] permissions)
    {
        var token = await bridge.IssueAsync(new NewToken(serverScope ? ProjectStore.DefaultId : things["project"], "test", permissions, ServerScope: serverScope));
        string Filled(string text) => things.Aggregate(text, (filled, thing) => filled.Replace($"{{{thing.Key}}}", thing.Value, StringComparison.Ordinal));
        using var response = await bridge.As(token.Secret.Reveal()).SendAsync(new HttpMethod(row.Method), "/api/v1" + Filled(row.Path), Filled(row.Body));
        var status = $"{(int)response.StatusCode}";
        if (response.StatusCode != HttpStatusCode.BadRequest)
            return status;
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        return $"{status} {string.Join(' ', problem.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString()).Order(StringComparer.Ordinal))}";
    }

    /// <summary>What a row speaks of, made for it alone.</summary>
    private static async Task<Dictionary<string, string>> MakeAsync(Bridge bridge, int number)
    {
        var project = await bridge.ProjectAsync($"project {number}");
        var server = bridge.As(bridge.AdminToken);
        async Task<string> SecretAsync(string? projectId) =>
            (await server.CreateAsync("/api/v1/secrets", new { name = "one", value = $"sk-one-of-many-{Guid.NewGuid():N}", projectId })).GetProperty("id").GetString()!;
        async Task<string> UsedAtAsync(string host)
        {
            var secret = await SecretAsync(null);
            await server.CreateAsync(ProviderFixture.Path, new { name = $"{host}-{number}", type = "custom", baseUrl = $"https://{host}.example.com/v1", apiKeys = new[] { new { id = secret } } });
            return secret;
        }

        var mine = await server.CreateAsync(ProviderFixture.Path, new
        {
            name = $"mine-{number}",
            type = "custom",
            auth = "oauth",
            baseUrl = "https://here.example.com/v1",
            apiKeys = new[] { new { value = Key } },
            oauth = new { tokenUrl = "https://idp.example.com/token", clientId = "me", clientSecret = "client-secret-of-here" },
            headers = new Dictionary<string, string> { ["x-team"] = "a header of here" },
        });
        var own = await SecretAsync(project);
        var things = new Dictionary<string, string>
        {
            ["project"] = project,
            ["new"] = $"new-{number}",
            ["mine"] = $"mine-{number}",
            ["key"] = mine.GetProperty("keys")[0].GetProperty("id").GetString()!,
            ["free"] = await SecretAsync(null),
            ["used"] = await UsedAtAsync("elsewhere"),
            ["near"] = await UsedAtAsync("here"),
            ["own"] = own,
            ["foreign"] = await SecretAsync(ProjectStore.DefaultId),
        };
        things["lab"] = await OfProjectAsync(new { projectId = project, name = "lab", provider = "custom", baseUrl = "https://here.example.com/v1", secretId = own, config = new { auth = "oauth", oauth = new { tokenUrl = "https://idp.example.com/token", clientId = "me" } } });
        things["bare"] = await OfProjectAsync(new { projectId = project, name = "bare", provider = "custom", baseUrl = "https://here.example.com/v1" });
        return things;

        async Task<string> OfProjectAsync(object body) => (await server.CreateAsync("/api/v1/ai-providers", body)).GetProperty("id").GetString()!;
    }

    private static IEnumerable<Row> Rows()
    {
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", "management", "secret-doors.txt")).Where(line => line.Length > 0 && line[0] != '#'))
        {
            var cells = line.Split('|').Select(cell => cell.Trim()).ToArray();
            var request = cells[0].Split(' ', 3);
            yield return new Row(request[0], request[1], request[2], cells[1], cells[2]);
        }
    }

    private sealed record Row(string Method, string Path, string Body, string With, string Without);
}
