using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Management.Providers;

public sealed partial class BadInputTests
{
    public static TheoryData<string, string> Rows { get; } = Read();

    [Fact]
    public async Task Each_fault_is_named_with_its_field_and_nothing_is_stored()
    {
        await using var fixture = await ProviderFixture.StartAsync();
        var before = await fixture.GetAsync();
        var differences = new List<string>();

        foreach (var row in Rows)
        {
            var (fields, body) = ((string)row[0], ((string)row[1]).Replace("UPSTREAM", fixture.Upstream.Address, StringComparison.Ordinal));
            using var response = await fixture.Bridge.Admin.SendAsync(HttpMethod.Post, ProviderFixture.Path, body);
            if (response.StatusCode != HttpStatusCode.BadRequest)
                differences.Add($"{body}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
            else
                differences.AddRange(await DifferencesAsync(response, body, fields));
        }

        differences.Should().BeEmpty();
        (await fixture.GetAsync()).GetRawText().Should().Be(before.GetRawText());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("""{"name":"mine","name":"yours","type":"anthropic"}""")]
    [InlineData("""{"name":"mine","type":"anthropic","timeouts":{"connectSeconds":1,"connectSeconds":2}}""")]
    [InlineData("{\"name\":\"mine\"")]
    public async Task A_body_that_is_no_object_is_refused(string body)
    {
        await using var fixture = await ProviderFixture.StartAsync();

        await ManagementClient.ProblemAsync(await fixture.Bridge.Admin.SendAsync(HttpMethod.Post, ProviderFixture.Path, body), HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task What_is_too_much_is_refused()
    {
        await using var fixture = await ProviderFixture.StartAsync();
        var keys = Enumerable.Range(0, 65).Select(index => new { value = $"key-number-{index:00000}" });
        var headers = Enumerable.Range(0, 33).ToDictionary(index => $"x-header-{index}", _ => "value");

        (await fixture.FaultsAsync(HttpMethod.Post, ProviderFixture.Path, new { name = "mine", type = "anthropic", apiKeys = keys, headers })).Should().Equal("apiKeys", "headers");
        await ManagementClient.ProblemAsync(await fixture.Bridge.Admin.SendAsync(HttpMethod.Post, ProviderFixture.Path, new { name = new string('x', 300_000) }), HttpStatusCode.RequestEntityTooLarge, "request_too_large");
    }

    [Fact]
    public async Task What_is_beyond_the_servers_own_limit_is_refused_in_the_same_words()
    {
        await using var fixture = await ProviderFixture.StartAsync();
        using var request = fixture.Bridge.Post(ProviderFixture.Path, new string('x', 31_000_000), fixture.Bridge.AdminToken);
        request.Headers.ExpectContinue = true;

        await ManagementClient.ProblemAsync(await fixture.Bridge.SendAsync(request), HttpStatusCode.RequestEntityTooLarge, "request_too_large");
    }

    [Fact]
    public async Task A_body_broken_in_transport_is_refused()
    {
        await using var fixture = await ProviderFixture.StartAsync();
        var address = new Uri(fixture.Bridge.Address);
        using var connection = new TcpClient(address.Host, address.Port);
        await using var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {ProviderFixture.Path} HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {fixture.Bridge.AdminToken}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n"));

        using var reader = new StreamReader(stream);
        (await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30))).Should().Be("HTTP/1.1 400 Bad Request");
        (await fixture.Bridge.AuditAsync()).Should().ContainSingle().Which.Code.Should().Be("invalid_request");
    }

    [Fact]
    public async Task A_name_is_taken_once_by_configuration_or_store()
    {
        await using var fixture = await ProviderFixture.StartAsync();
        await fixture.CreateAsync(new { name = "mine", type = "anthropic" });
        await fixture.CreateAsync(new { name = "other", type = "anthropic" });

        foreach (var name in new[] { "fixed", "mine" })
        {
            await ManagementClient.ProblemAsync(await fixture.Bridge.Admin.SendAsync(HttpMethod.Post, ProviderFixture.Path, new { name, type = "anthropic" }), HttpStatusCode.Conflict, "provider_exists");
            await ManagementClient.ProblemAsync(await fixture.Bridge.Admin.SendAsync(HttpMethod.Put, ProviderFixture.Path + "/other", new { name }), HttpStatusCode.Conflict, "provider_exists");
        }

        (await fixture.GetAsync("other")).GetProperty("name").GetString().Should().Be("other");
    }

    private static async Task<IEnumerable<string>> DifferencesAsync(HttpResponseMessage response, string body, string fields)
    {
        var problem = await ManagementClient.ProblemAsync(response, HttpStatusCode.BadRequest, "invalid_request");
        var named = problem.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString()!).Order(StringComparer.Ordinal);
        var wanted = fields.Split(',', StringSplitOptions.TrimEntries).Order(StringComparer.Ordinal);
        var differences = new List<string>();
        if (!named.SequenceEqual(wanted))
            differences.Add($"{body}: {problem.GetProperty("errors")}");
        if (problem.GetRawText().Contains("planted", StringComparison.Ordinal))
            differences.Add($"{body} tells a secret: {problem}");
        return differences;
    }

    private static TheoryData<string, string> Read()
    {
        var rows = new TheoryData<string, string>();
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", "management", "bad-providers.txt")).Where(line => line.Length > 0 && line[0] != '#'))
        {
            var cells = line.Split('|', 2, StringSplitOptions.TrimEntries);
            rows.Add(cells[0], Long().Replace(cells[1], match => new string('a', int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture))));
        }

        return rows;
    }

    [GeneratedRegex(@"LONG\((\d+)\)")]
    private static partial Regex Long();
}
