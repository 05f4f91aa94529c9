using System.Net;
using System.Text;
using AiBridge.IntegrationTests.Hosting;
using Microsoft.AspNetCore.Http;

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
        Files().Should().Equal($"{id}-1-request.http", $"{id}-1-response.http", $"{id}-2-request.http", $"{id}-2-response.http");
        var (head, body) = await ReadAsync($"{id}-2-request.http");
        body.Should().Be(Traffic.AnthropicRequest);
        head.Should().StartWith($"POST {_upstream.Address}/v1/messages?beta=true&key=... HTTP/").And.Contain("x-api-key: sk-p...0002");
        (head, body) = await ReadAsync($"{id}-2-response.http");
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
        var (_, body) = await ReadAsync($"{response.InterceptionId()}-1-response.http");
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

    private async Task StartAsync()
    {
        var headers = new Dictionary<string, string> { ["x-lab"] = HeaderValue };
        _bridge = await Bridge.StartAsync(Pools.Config(Pools.Provider(_upstream.Address, "pool", 2, more: new { KeySelection = "primary", DumpDirectory = _directory, Headers = headers })));
    }

    private string[] Files() => [.. Directory.EnumerateFiles(_directory).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private async Task<(string Head, string Body)> ReadAsync(string file)
    {
        var text = Encoding.UTF8.GetString(await File.ReadAllBytesAsync(Path.Combine(_directory, file)));
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return (text[..end], text[(end + 4)..]);
    }
}
