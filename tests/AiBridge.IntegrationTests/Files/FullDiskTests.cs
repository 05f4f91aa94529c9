using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Tests;

namespace AiBridge.IntegrationTests.Files;

/// <summary>
/// A disk without room, for which a limit on the size of files stands in: what is there can be read, and what would grow cannot be written; taken away
/// from outside it is as if somebody had made room.
/// </summary>
[Trait("Speed", "Slow")]
public sealed class FullDiskTests : IDisposable
{
    private const int Kilobytes = 700;

    private static readonly string Admin = "aib_" + new string('d', 43);

    private readonly string _folder = Directory.CreateTempSubdirectory("aibridge-test-").FullName;

    private int _recorded;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Management_says_so_reads_and_goes_on_by_itself_when_there_is_room()
    {
        if (!OperatingSystem.IsLinux())
            return;
        await ConfigureAsync();
        using var process = await BridgeProcess.StartAsync(_folder, Admin, largestFile: Kilobytes);

        HttpStatusCode made;
        var tries = 0;
        while ((made = await MakeAsync(process, $"project {tries++}")) == HttpStatusCode.Created && tries < 500)
        {
        }

        made.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await SendAsync(process, HttpMethod.Get, "/api/v1/projects?limit=1")).Should().Be((HttpStatusCode.OK, null));
        (await SendAsync(process, HttpMethod.Post, "/api/v1/secrets", """{"name":"key","value":"sk-ant-0000000002"}""")).Should().Be((HttpStatusCode.ServiceUnavailable, "storage_unavailable"));
        (await SendAsync(process, HttpMethod.Post, "/api/v1/projects/prj_default/tokens", """{"name":"token"}""")).Should().Be((HttpStatusCode.ServiceUnavailable, "storage_unavailable"));
        await FillSegmentAsync(process);

        await MakeRoomAsync(process);

        (await MakeAsync(process, "at last")).Should().Be(HttpStatusCode.Created);
        (await AskAsync(process)).Should().Be("upstream_unreachable");
        await process.ReadyAsync();
        await Eventually.Is(async () => (await process.AllInterceptionsAsync(Admin)).Count == _recorded + 1);
    }

    [Fact]
    public async Task So_it_does_after_a_start_beside_a_full_segment_of_a_process_that_died()
    {
        if (!OperatingSystem.IsLinux())
            return;
        await ConfigureAsync();
        using (var first = await BridgeProcess.StartAsync(_folder, Admin, largestFile: Kilobytes))
        {
            await FillSegmentAsync(first);
            first.Kill();
        }

        Directory.GetFiles(Path.Combine(_folder, "data", "journal"), "*.journal", SearchOption.AllDirectories).Should().NotBeEmpty("else there is nothing to bring in");
        using var second = await BridgeProcess.StartAsync(_folder, Admin, largestFile: Kilobytes);
        (await second.Client.GetAsync("/health/ready")).StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        await FillSegmentAsync(second);

        await MakeRoomAsync(second);

        await second.ReadyAsync();
        (await AskAsync(second)).Should().Be("upstream_unreachable");
        await Eventually.Is(async () => (await second.AllInterceptionsAsync(Admin)).Count == _recorded + 1);
    }

    private async Task ConfigureAsync()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "config"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "config", "aibridge.json"), """{"Listen":"http://127.0.0.1:0","Providers":[{"Type":"anthropic","BaseUrl":"http://127.0.0.1:9","Keys":["sk-ant-0000000001"],"MaxRetries":0,"CircuitBreaker":{"Enabled":false}}]}""");
    }

    /// <summary>Asks until nothing more can be recorded.</summary>
    private async Task FillSegmentAsync(BridgeProcess process)
    {
        string answer;
        for (var tries = 0; (answer = await AskAsync(process, 100_000)) == "upstream_unreachable" && tries < 20; tries++)
            _recorded++;
        answer.Should().Be("recording_unavailable");
    }

    private static Task MakeRoomAsync(BridgeProcess process) => RunAsync($"--fsize=unlimited --pid {process.Id.ToString(CultureInfo.InvariantCulture)}");

    private static async Task RunAsync(string arguments)
    {
        using var run = Process.Start("prlimit", arguments);
        await run.WaitForExitAsync();
        run.ExitCode.Should().Be(0);
    }

    private static async Task<HttpStatusCode> MakeAsync(BridgeProcess process, string name) => (await SendAsync(process, HttpMethod.Post, "/api/v1/projects", $$"""{"name":"{{name}}"}""")).Status;

    private static async Task<(HttpStatusCode Status, string? Code)> SendAsync(BridgeProcess process, HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", Admin) } };
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await process.Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, response.IsSuccessStatusCode ? null : System.Text.Json.JsonDocument.Parse(text).RootElement.GetProperty("code").GetString());
    }

    private static async Task<string> AskAsync(BridgeProcess process, int characters = 10)
    {
        using var request = process.Post(Traffic.Messages, $$"""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"{{new string('x', characters)}}"}]}""", Admin);
        using var response = await process.Client.SendAsync(request);
        return response.Headers.GetValues("X-AiBridge-Error").Single();
    }
}
