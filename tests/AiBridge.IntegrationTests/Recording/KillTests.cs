using System.Collections.Concurrent;
using AiBridge.IntegrationTests.House;
using Microsoft.AspNetCore.Http;

namespace AiBridge.IntegrationTests.Recording;

public sealed class KillTests
{
    private const string Admin = "aib_KillTestAdminToken0000000000000000000000000";
    private const int Streams = 50;
    private const int FinishedBeforeTheKill = 400;

    [Fact]
    public async Task After_a_kill_under_load_everything_that_ended_is_stored_once_and_what_was_cut_is_interrupted()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var folder = Directory.CreateTempSubdirectory("aibridge-kill-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "config"));
        await File.WriteAllTextAsync(Path.Combine(folder, "config", "aibridge.json"), Config.For(upstream));
        upstream.Always(PacedAsync);
        var ended = new ConcurrentDictionary<string, bool>();
        var begun = new ConcurrentDictionary<string, bool>();

        using (var bridge = await BridgeProcess.StartAsync(folder, Admin))
        {
            using var enough = new SemaphoreSlim(0);
            var clients = Enumerable.Range(0, Streams).Select(_ => Task.Run(() => AskAsync(bridge, begun, ended, enough))).ToArray();
            for (var finished = 0; finished < FinishedBeforeTheKill; finished++)
                (await enough.WaitAsync(TimeSpan.FromSeconds(30))).Should().BeTrue();
            bridge.Kill();
            await Task.WhenAll(clients);
        }

        using (var bridge = await BridgeProcess.StartAsync(folder, Admin))
        {
            var rows = (await bridge.AllInterceptionsAsync(Admin)).ToLookup(row => row.GetProperty("id").GetString()!);
            foreach (var id in ended.Keys)
            {
                var row = rows[id].Should().ContainSingle().Subject;
                row.GetProperty("status").GetString().Should().Be("completed");
                row.GetProperty("tokenUsage").GetProperty("outputTokens").GetInt64().Should().Be(9);
            }

            var cut = begun.Keys.Except(ended.Keys).ToArray();
            cut.Should().NotBeEmpty("the kill must have come in the middle of streams");
            foreach (var id in cut)
                rows[id].Should().ContainSingle().Subject.GetProperty("status").GetString().Should().BeOneOf("interrupted", "completed");
            cut.Select(id => rows[id].Single().GetProperty("status").GetString()).Should().Contain("interrupted");
            rows.SelectMany(row => row).Select(row => row.GetProperty("status").GetString()).Should().NotContain("in_progress");
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Asks again and again until the bridge is gone.</summary>
    private static async Task AskAsync(BridgeProcess bridge, ConcurrentDictionary<string, bool> begun, ConcurrentDictionary<string, bool> ended, SemaphoreSlim enough)
    {
        try
        {
            while (true)
            {
                using var response = await bridge.Client.SendAsync(bridge.Post(Traffic.Messages, Traffic.AnthropicRequest, Admin), HttpCompletionOption.ResponseHeadersRead);
                var id = response.InterceptionId();
                begun[id] = true;
                using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
                while (await reader.ReadLineAsync() is { } line)
                {
                    // The client has seen the end the moment it has the terminal event.
                    if (line.Contains("\"message_stop\"", StringComparison.Ordinal))
                        ended[id] = true;
                }

                enough.Release();
            }
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException or OperationCanceledException)
        {
            // The kill.
        }
    }

    private static async Task PacedAsync(HttpContext context)
    {
        await context.ReadAsync();
        context.Response.ContentType = Answers.EventStream;
        foreach (var part in Traffic.AnthropicStream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            await context.Response.WriteAsync(part + "\n\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Yield();
        }
    }
}
