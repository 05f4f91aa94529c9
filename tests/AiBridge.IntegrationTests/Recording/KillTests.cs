using System.Collections.Concurrent;
using AiBridge.IntegrationTests.Hosting;
using Microsoft.AspNetCore.Http;

namespace AiBridge.IntegrationTests.Recording;

public sealed class KillTests
{
    private const string Admin = "aib_KillTestAdminToken0000000000000000000000000";
    private const int Streams = 50;
    private const int Held = 10;
    private const string HoldHeader = "x-hold";
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
            var clients = Enumerable.Range(0, Streams).Select(index => Task.Run(() => AskAsync(bridge, index < Held, begun, ended, enough))).ToArray();
            for (var finished = 0; finished < FinishedBeforeTheKill; finished++)
                (await enough.WaitAsync(TimeSpan.FromSeconds(30))).Should().BeTrue();
            bridge.Kill();
            await Task.WhenAll(clients);
        }

        using (var bridge = await BridgeProcess.StartAsync(folder, Admin))
        {
            await bridge.ReadyAsync();
            var rows = (await bridge.AllInterceptionsAsync(Admin)).ToLookup(row => row.GetProperty("id").GetString()!);
            foreach (var id in ended.Keys)
            {
                var row = rows[id].Should().ContainSingle().Subject;
                row.GetProperty("status").GetString().Should().Be("completed");
                row.GetProperty("tokenUsage").GetProperty("outputTokens").GetInt64().Should().Be(9);
            }

            // A stream whose end was durable but not yet read by its client is completed too; those held in the middle cannot be.
            var cut = begun.Keys.Except(ended.Keys).ToArray();
            foreach (var id in cut)
                rows[id].Should().ContainSingle().Subject.GetProperty("status").GetString().Should().BeOneOf("interrupted", "completed");
            cut.Count(id => rows[id].Single().GetProperty("status").GetString() == "interrupted").Should().BeGreaterThanOrEqualTo(Held);
            rows.SelectMany(row => row).Select(row => row.GetProperty("status").GetString()).Should().NotContain("in_progress");
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Asks again and again until the bridge is gone.</summary>
    private static async Task AskAsync(BridgeProcess bridge, bool hold, ConcurrentDictionary<string, bool> begun, ConcurrentDictionary<string, bool> ended, SemaphoreSlim enough)
    {
        try
        {
            while (true)
            {
                var request = bridge.Post(Traffic.Messages, Traffic.AnthropicRequest, Admin);
                if (hold)
                    request.Headers.Add(HoldHeader, "1");
                using var response = await bridge.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
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
            if (part.Contains("text_delta", StringComparison.Ordinal) && context.Request.Headers.ContainsKey(HoldHeader))
                await HoldAsync(context);
        }
    }

    /// <summary>Stays in the middle of the stream for as long as the bridge lives.</summary>
    private static Task HoldAsync(HttpContext context)
    {
        var gone = new TaskCompletionSource();
        context.RequestAborted.Register(() => gone.TrySetCanceled());
        return gone.Task;
    }
}
