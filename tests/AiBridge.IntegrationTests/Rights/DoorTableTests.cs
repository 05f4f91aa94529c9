using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Projects;

namespace AiBridge.IntegrationTests.Rights;

/// <summary>The table of doors, things and tokens in <c>Fixtures/rights/doors.txt</c>.</summary>
public sealed class DoorTableTests(DoorFixture fixture) : IClassFixture<DoorFixture>
{
    private static readonly string[] Lines =
        [.. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", "rights", "doors.txt")).Where(line => line.Length > 0 && line[0] != '#')];

    private static string[] Tokens => Cells(Lines[0]);

    public static TheoryData<string> Doors => [.. Lines.Skip(1)];

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task Each_token_is_answered_as_the_table_says(string line)
    {
        var door = line[..line.LastIndexOf('|')].Trim();
        var answers = new List<string>();
        foreach (var token in Tokens)
            answers.Add($"{token} {(int)await fixture.AskAsync(door, token)}");

        answers.Should().Equal(Tokens.Zip(Cells(line), (token, status) => $"{token} {status}"));
    }

    private static string[] Cells(string line) => line[(line.LastIndexOf('|') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>A server with a project that has one of everything, and tokens of all kinds.</summary>
public sealed class DoorFixture : IAsyncLifetime
{
    private readonly Dictionary<string, string?> _tokens = new() { ["nobody"] = null };
    private FakeUpstream _upstream = null!;
    private Bridge _bridge = null!;
    private string _project = "";
    private int _made;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _upstream.Always(async context => await Answers.Text(Answers.Json, $$"""{"id":"resp_{{Interlocked.Increment(ref _made)}}","object":"response","status":"completed","model":"m","output":[],"choices":[],"usage":{"input_tokens":1,"output_tokens":1} }""")(context));
        _bridge = await Bridge.StartAsync(JsonSerializer.Serialize(new
        {
            Network = new { AllowPrivateNetwork = true },
            Providers = new object[]
            {
                new { Type = "openai", BaseUrl = _upstream.Address + "/v1", Keys = new[] { Config.OpenAiKey } },
                new { Type = "custom", Name = "open", BaseUrl = _upstream.Address + "/v1", Auth = "none" },
                new { Type = "custom", Name = "closed", BaseUrl = _upstream.Address + "/v1", Keys = new[] { Config.OpenAiKey }, AllowByok = false },
                new { Type = "custom", Name = "off", BaseUrl = _upstream.Address + "/v1", Keys = new[] { Config.OpenAiKey }, Enabled = false },
            },
        }));
        _project = await _bridge.ProjectAsync("owner");
        foreach (var (name, permissions) in new Dictionary<string, string[]>
        {
            ["invoke"] = ["bridge:Invoke"],
            ["reader"] = ["interceptions:Read"],
            ["ai"] = ["aiProviders:*", "bridge:Invoke"],
            ["secrets"] = ["secrets:*"],
            ["clerk"] = ["tokens:*"],
            ["all"] = ["*"],
        })
        {
            _tokens[name] = await _bridge.TokenAsync(_project, permissions);
        }

        _tokens["stranger"] = await _bridge.TokenAsync(await _bridge.ProjectAsync("other"), "*");
        _tokens["robot"] = (await _bridge.IssueAsync(new NewToken(ProjectStore.DefaultId, "robot", ["tokens:*", "secrets:*"], ServerScope: true))).Secret.Reveal();
        _tokens["admin"] = _bridge.AdminToken;
        await _bridge.As(_tokens["all"]).CreateAsync("/api/v1/ai-providers", new { name = "own", provider = "custom", baseUrl = _upstream.Address + "/v1", config = new { auth = "none" } });
    }

    public async Task DisposeAsync()
    {
        await _bridge.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    /// <param name="door">Method, path, maybe <c>+key</c>, maybe a body.</param>
    /// <param name="token">The column's name.</param>
    internal async Task<HttpStatusCode> AskAsync(string door, string token)
    {
        door = await FilledAsync(door);
        var body = door.IndexOf(" {", StringComparison.Ordinal) is >= 0 and var at ? door[(at + 1)..] : null;
        var words = (body is null ? door : door[..^body.Length]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        using var request = new HttpRequestMessage(new HttpMethod(words[0]), words[1]);
        if (_tokens[token] is { } presented)
            request.Headers.Add("X-AiBridge-Token", presented);
        if (words.Contains("+key"))
            request.Headers.Add("Authorization", "Bearer sk-my-own-key-0000000001");
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _bridge.SendAsync(request);
        return response.StatusCode;
    }

    private async Task<string> FilledAsync(string door)
    {
        var filled = door;
        foreach (var name in (string[])["project", "response", "interception", "provider", "secret", "token", "server token", "administrator"])
        {
            if (filled.Contains($"{{{name}}}", StringComparison.Ordinal))
                filled = filled.Replace($"{{{name}}}", await MakeAsync(name), StringComparison.Ordinal);
        }

        return filled;
    }

    private async Task<string> MakeAsync(string name)
    {
        var number = Interlocked.Increment(ref _made).ToString(CultureInfo.InvariantCulture);
        var owner = _bridge.As(_tokens["all"]);
        switch (name)
        {
            case "project":
                return _project;
            case "response":
            case "interception":
                using (var answer = await _bridge.SendAsync(_bridge.Post("/openai/v1/responses", """{"model":"m","input":"x"}""", _tokens["invoke"])))
                {
                    await _bridge.FlushAsync();
                    return name == "interception" ? answer.InterceptionId() : JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetString()!;
                }

            case "provider":
                return IdOf(await owner.CreateAsync("/api/v1/ai-providers", new { name = $"thing {number}", provider = "google" }));
            case "secret":
                return IdOf(await owner.CreateAsync("/api/v1/secrets", new { name = $"thing {number}", value = "sk-thing-0000000001" }));
            case "token":
                return IdOf(await owner.CreateAsync($"/api/v1/projects/{_project}/tokens", new { name = "thing", permissions = new[] { "bridge:Invoke" } }));
            case "server token":
                return (await _bridge.IssueAsync(new NewToken(_project, "thing", ["bridge:Invoke"], ServerScope: true))).Row.Id;
            default:
                return (await _bridge.Admin.GetAsync("/api/v1/projects/prj_default/tokens")).GetProperty("items").EnumerateArray()
                    .First(item => item.GetProperty("name").GetString() == "administrator").GetProperty("id").GetString()!;
        }
    }

    private static string IdOf(JsonElement made) => made.GetProperty("id").GetString()!;
}
