using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Tests;
using AiBridge.Upstream.Dumping;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.Upstream;

public sealed class DumpTests : IAsyncLifetime
{
    private const string HeaderValue = "planted-header-value-0123456789";
    private const string Cookie = "session=planted-cookie-of-the-upstream";

    private readonly string _directory = Path.Combine(Directory.CreateTempSubdirectory("aibridge-dump-").FullName, "traffic", "deep");
    private FakeUpstream _upstream = null!;
    private Bridge? _bridge;

    public async Task InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public async Task DisposeAsync()
    {
        if (_bridge is not null)
            await _bridge.DisposeAsync();
        await _upstream.DisposeAsync();
        Directory.Delete(Path.GetFullPath(Path.Combine(_directory, "..", "..")), recursive: true);
    }

    [Fact]
    public async Task Each_call_leaves_what_was_sent_and_what_came()
    {
        await StartAsync();
        _upstream.Expect(Answers.Json, "{}", 401);
        _upstream.Expect(Answers.EventStream, Traffic.AnthropicStream);

        using var response = await _bridge!.SendAsync(_bridge.Post("/pool/v1/messages?beta=true&key=planted-in-query", Traffic.AnthropicRequest));

        (await response.Content.ReadAsStringAsync()).Should().Be(Traffic.AnthropicStream);
        var id = response.InterceptionId();
        Files().Should().Equal($"pool-{id}-1-request.http", $"pool-{id}-1-response.http", $"pool-{id}-2-request.http", $"pool-{id}-2-response.http");
        var (head, body) = await ReadAsync($"pool-{id}-2-request.http");
        body.Should().Be(Traffic.AnthropicRequest);
        head.Should().StartWith($"POST {_upstream.Address}/v1/messages?beta=true&key=... HTTP/").And.Contain("x-api-key: sk-p...0002");
        (head, body) = await ReadAsync($"pool-{id}-2-response.http");
        body.Should().Be(Traffic.AnthropicStream);
        head.Should().Contain(" 200 OK\r\n").And.Contain("Content-Type: text/event-stream");
    }

    [Fact]
    public async Task No_secret_is_in_them_however_it_is_cut()
    {
        await StartAsync();
        var key = Pools.Key("pool", 1);
        _upstream.Expect(async context =>
        {
            context.Response.StatusCode = 400;
            context.Response.Headers.SetCookie = Cookie;
            context.Response.Headers["x-echo"] = key;
            foreach (var piece in new[] { $"before {key[..9]}", key[9..12], $"{key[12..]} behind {HeaderValue} {key[..5]}" })
            {
                await context.Response.WriteAsync(piece);
                await context.Response.Body.FlushAsync();
            }
        });

        using var response = await _bridge!.SendAsync(_bridge.Post("/pool/v1/messages", Traffic.AnthropicRequest));

        (await response.Content.ReadAsStringAsync()).Should().StartWith($"before {new string('*', key.Length)} behind ").And.EndWith(key[..5]);
        var (_, body) = await ReadAsync($"pool-{response.InterceptionId()}-1-response.http");
        body.Should().Be($"before sk-p...0001 behind plan...6789 {key[..5]}");
        foreach (var file in Files())
            (await File.ReadAllTextAsync(Path.Combine(_directory, file))).Should().NotContainAny(key, HeaderValue, Cookie, _bridge.ProjectToken);
    }

    [Fact]
    public async Task They_are_for_the_services_user_alone()
    {
        if (OperatingSystem.IsWindows())
            return;
        await StartAsync();
        _upstream.Expect(Answers.Json, "{}");

        (await _bridge!.SendAsync(_bridge.Post("/pool/v1/messages/count_tokens", "{}"))).Dispose();

        File.GetUnixFileMode(_directory).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Files().Should().HaveCount(2, "what is passed through is dumped too");
        foreach (var file in Files())
            File.GetUnixFileMode(Path.Combine(_directory, file)).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task A_directory_that_cannot_be_written_disturbs_nobody()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_directory)!);
        await File.WriteAllTextAsync(_directory, "a file stands in the way");
        await StartAsync();
        _upstream.Expect(Answers.EventStream, Traffic.AnthropicStream);

        using var response = await _bridge!.SendAsync(_bridge.Post("/pool/v1/messages", Traffic.AnthropicRequest));

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).Should().Be(Traffic.AnthropicStream);
    }

    [Fact]
    public async Task What_is_too_old_goes_and_then_the_oldest_until_the_rest_is_small_enough()
    {
        await StartAsync(maxMegabytes: 2, maxDays: 3);
        var (old, first, second, last) = (Plant("pool", 4, 10), Plant("pool", 2, 900_000), Plant("other", 1, 900_000), Plant("", 0.5, 900_000));
        var notes = Path.Combine(_directory, "notes.http");
        await File.WriteAllTextAsync(notes, "somebody's");
        File.SetLastWriteTimeUtc(notes, DateTime.UtcNow.AddDays(-30));

        _bridge!.Services.GetRequiredService<DumpSweep>().Sweep();

        File.Exists(old).Should().BeFalse("it is older than three days");
        File.Exists(first).Should().BeFalse("with it there are more than two megabytes");
        new[] { second, last, notes }.Should().OnlyContain(file => File.Exists(file));
    }

    [Fact]
    public async Task They_are_looked_at_when_much_has_been_written_whatever_the_time_is()
    {
        await StartAsync(maxMegabytes: 1, maxDays: 3, clock: new FakeTimeProvider(DateTimeOffset.UtcNow));
        var first = Plant("pool", 1, 1_000_000);
        _upstream.Expect(Answers.Json, Traffic.AnthropicAnswer);

        using var response = await _bridge!.SendAsync(_bridge.Post("/pool/v1/messages", Traffic.BodyOf(200_000)));

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        await Eventually.Is(() => !File.Exists(first));
        Files().Should().HaveCount(2);
    }

    private string Plant(string provider, double days, int bytes)
    {
        var name = (provider.Length > 0 ? provider + "-" : "") + $"{Guid.CreateVersion7()}-1-request.http";
        var file = Path.Combine(Directory.CreateDirectory(_directory).FullName, name);
        File.WriteAllBytes(file, new byte[bytes]);
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddDays(-days));
        return file;
    }

    private async Task StartAsync(int maxMegabytes = 1000, int maxDays = 7, TimeProvider? clock = null)
    {
        var headers = new Dictionary<string, string> { ["x-lab"] = HeaderValue };
        var configuration = JsonNode.Parse(Pools.Config(Pools.Provider(_upstream.Address, "pool", 2, more: new { KeySelection = "primary", DumpDirectory = _directory, Headers = headers })))!;
        configuration["Dumps"] = new JsonObject { ["MaxMegabytes"] = maxMegabytes, ["MaxDays"] = maxDays };
        _bridge = await Bridge.StartAsync(configuration.ToJsonString(), clock: clock);
    }

    private string[] Files() => [.. Directory.EnumerateFiles(_directory).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private async Task<(string Head, string Body)> ReadAsync(string file)
    {
        var text = Encoding.UTF8.GetString(await File.ReadAllBytesAsync(Path.Combine(_directory, file)));
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return (text[..end], text[(end + 4)..]);
    }
}
