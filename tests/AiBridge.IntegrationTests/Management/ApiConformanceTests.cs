using System.Text.Json;
using System.Text.RegularExpressions;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Management;

/// <summary>Holds the API document against what the endpoints do: its own examples are sent, and every answer is compared with its schema.</summary>
public sealed class ApiConformanceTests
{
    private static readonly string[] Headers = ["ETag", "Location"];
    private static readonly string[] Order = ["post", "get", "put", "patch", "delete"];

    private readonly Dictionary<string, string> _made = new() { ["providers/name"] = "anthropic" };

    [Fact]
    public async Task Every_example_works_and_every_answer_has_its_shape()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Always(Answers.Text(Answers.Json, """{"data":[{"id":"m-1","type":"model"}],"has_more":false,"type":"message","content":[{"type":"text","text":"hi"}],"stop_reason":"end_turn"}"""));
        await using var bridge = await Bridge.StartAsync(Config.For(upstream, new { Network = new { AllowPrivateNetwork = true } }));
        var document = await bridge.Admin.GetAsync("/openapi/v1.json");
        var shape = new JsonShape(document);
        await RecordAsync(bridge);

        foreach (var (path, method, operation) in Operations(document))
        {
            var what = $"{method} {path}";
            var example = ExampleOf(operation, what);
            if (example is not null)
                shape.Faults(JsonDocument.Parse(example).RootElement, BodyOf(operation).GetProperty("schema")).Should().BeEmpty($"the example of {what} has the shape it shows");
            using var response = await bridge.Admin.SendAsync(new HttpMethod(method.ToUpperInvariant()), Filled(path, method), example);
            var text = await response.Content.ReadAsStringAsync();

            var status = ((int)response.StatusCode).ToString();
            operation.GetProperty("responses").TryGetProperty(status, out var described).Should().BeTrue($"{what} answered {status}: {text}");
            status.Should().StartWith("2", $"{what}: {text}");
            // What the configuration has, as here, has no version.
            if (what is not ("get /api/v1/providers/{name}" or "get /v1/ai/config"))
                HeadersOf(described).Should().Equal(Headers.Where(header => response.Headers.NonValidated.Contains(header)), what);
            operation.GetRawText().Contains("\"If-Match\"", StringComparison.Ordinal).Should().Be(operation.GetProperty("responses").TryGetProperty("412", out _), what);
            if (!described.TryGetProperty("content", out var content) || !content.TryGetProperty("application/json", out var media))
                continue;
            var answer = JsonDocument.Parse(text).RootElement;
            shape.Faults(answer, media.GetProperty("schema")).Should().BeEmpty($"{what} answered {text}");
            Keep(path, method, answer);
        }
    }

    [Fact]
    public async Task Problems_have_their_shape_and_examples()
    {
        await using var bridge = await Bridge.StartAsync(Config.PrivateNetwork);
        var document = await bridge.Admin.GetAsync("/openapi/v1.json");
        var shape = new JsonShape(document);

        foreach (var (path, method, operation) in Operations(document))
        {
            foreach (var response in operation.GetProperty("responses").EnumerateObject().Where(response => response.Name[0] != '2'))
            {
                var media = response.Value.GetProperty("content").GetProperty("application/problem+json");
                media.TryGetProperty("example", out var example).Should().BeTrue($"{method} {path} {response.Name}");
                example.GetProperty("status").GetInt32().ToString().Should().Be(response.Name);
                shape.Faults(example, media.GetProperty("schema")).Should().BeEmpty($"{method} {path} {response.Name}");
            }
        }
    }

    [Theory]
    [InlineData("""{"id":"x","list":[{"n":1}]}""", "")]
    [InlineData("""{"id":"x","list":[{"n":"1"}]}""", "$.list[0].n should be")]
    [InlineData("""{"id":null,"list":[]}""", "$.id should be")]
    [InlineData("""{"list":[]}""", "$.id is missing")]
    [InlineData("""{"id":"x","list":[],"more":1}""", "$.more is not in the document")]
    public void A_shape_that_differs_is_seen(string value, string fault)
    {
        var document = JsonDocument.Parse("""
            { "s": { "type": "object", "required": ["id", "list"], "properties": { "id": { "type": "string" },
              "list": { "type": ["array", "null"], "items": { "$ref": "#/t" } } } },
              "t": { "type": "object", "properties": { "n": { "type": "integer" } } } }
            """).RootElement;

        var faults = new JsonShape(document).Faults(JsonDocument.Parse(value).RootElement, document.GetProperty("s")).ToArray();

        string.Join("; ", faults).Should().StartWith(fault);
        faults.Any().Should().Be(fault.Length > 0);
    }

    /// <summary>What is needed first comes first, what removes comes last.</summary>
    private static IEnumerable<(string Path, string Method, JsonElement Operation)> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        where (path.Name.StartsWith("/api", StringComparison.Ordinal) || path.Name.StartsWith("/v1", StringComparison.Ordinal)) && !path.Name.EndsWith("/live", StringComparison.Ordinal)
        from operation in path.Value.EnumerateObject()
        orderby Array.IndexOf(Order, operation.Name), operation.Name == "delete" ? -path.Name.Length : path.Name.Length
        select (path.Name, operation.Name, operation.Value);

    private static string? ExampleOf(JsonElement operation, string what)
    {
        if (!operation.TryGetProperty("requestBody", out _))
            return null;
        BodyOf(operation).TryGetProperty("example", out var example).Should().BeTrue($"{what} needs an example");
        return example.GetRawText();
    }

    private static JsonElement BodyOf(JsonElement operation) => operation.GetProperty("requestBody").GetProperty("content").GetProperty("application/json");

    private static IEnumerable<string> HeadersOf(JsonElement response) =>
        response.TryGetProperty("headers", out var headers) ? headers.EnumerateObject().Select(header => header.Name).Order(StringComparer.Ordinal) : [];

    private async Task RecordAsync(Bridge bridge)
    {
        var row = Recorded.Row();
        await Recorded.AddAsync(bridge, row);
        (_made["interceptions/id"], _made["sessions/sessionId"]) = (row.Id.ToString(), row.SessionId);
    }

    private void Keep(string path, string method, JsonElement answer)
    {
        var kind = path[(path.LastIndexOf('/') + 1)..];
        if (method != "post" || path.EndsWith("}/test", StringComparison.Ordinal))
            return;
        if (path.StartsWith("/api/v1/providers", StringComparison.Ordinal))
            _made["stored/name"] = answer.GetProperty("name").GetString()!;
        else
            _made[kind == "tokens" ? "tokens/tokenId" : $"{kind}/id"] = answer.GetProperty("id").GetString()!;
    }

    // Only a provider of the store can be changed; only a configured one has an upstream here.
    private string Filled(string path, string method)
    {
        var filled = Regex.Replace(path, "([a-z-]+)/{([A-Za-z]+)}", match =>
        {
            var kind = match.Groups[1].Value == "providers" && method is "put" or "delete" ? "stored" : match.Groups[1].Value;
            return $"{match.Groups[1].Value}/{_made[$"{kind}/{match.Groups[2].Value}"]}";
        });
        return method == "delete" && path is "/api/v1/projects/{id}" or "/api/v1/secrets/{id}" ? filled + (method == "delete" ? "?force=true" : "") : filled;
    }
}
