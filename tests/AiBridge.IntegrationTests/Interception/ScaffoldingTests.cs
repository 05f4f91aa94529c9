using System.Text;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.IntegrationTests.Upstream;
using AiBridge.Tests;

namespace AiBridge.IntegrationTests.Interception;

/// <summary>What is recorded as a person's words of what clients really send (Fixtures/prompts).</summary>
public sealed class ScaffoldingTests
{
    public static TheoryData<string> Clients => PromptFile.All;

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Only_the_person_s_words_are_a_prompt(string client)
    {
        var file = PromptFile.Read(client);
        await using var upstream = await FakeUpstream.StartAsync();
        await using var bridge = await Bridge.StartAsync(Config.For(upstream));
        var wrong = new StringBuilder();
        foreach (var (name, texts, prompt) in file.Cases)
        {
            foreach (var protocol in Enum.GetValues<KnownProtocol>())
            {
                foreach (var streaming in new[] { false, true })
                {
                    var recorded = await PromptAsync(bridge, upstream, file, protocol, Body(protocol, texts, streaming));
                    if (recorded != prompt)
                        wrong.Append($"{name} ({protocol}): {recorded ?? "none"}\n");
                }
            }
        }

        wrong.ToString().Should().BeEmpty();
        upstream.Verify();
    }

    [Theory]
    [InlineData("<system-reminder>\n")]
    [InlineData("</system-reminder>")]
    [InlineData("<task>\n")]
    [InlineData("<task></task>")]
    [InlineData("<system-reminder></system-reminder>")]
    [InlineData("\n<system-reminder>\n</system-reminder></system-reminder>")]
    [InlineData("--- Content from referenced files ---\n")]
    [InlineData("# AGENTS.md instructions\n")]
    [InlineData("[Request interrupted by user\n")]
    [InlineData("<")]
    public async Task A_text_of_marks_alone_is_read_once(string mark)
    {
        var body = Encoding.UTF8.GetBytes(Body(KnownProtocol.OpenAiChat, [string.Concat(Enumerable.Repeat(mark, 200_000)), mark, "words"], streaming: false));

        // Read once for each mark it holds, this would be a matter of hours.
        var read = Task.Run(() => KnownProtocol.OpenAiChat.Wire().TryReadRequest(body, out _));

        (await read.WaitAsync(TimeSpan.FromSeconds(60))).Should().BeTrue();
    }

    private static async Task<string?> PromptAsync(Bridge bridge, FakeUpstream upstream, PromptFile file, KnownProtocol protocol, string body)
    {
        upstream.Expect("application/json", ProtocolTraffic.Answer(protocol));
        var request = bridge.Post(Path(protocol), body);
        foreach (var (name, value) in file.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await bridge.SendAsync(request);
        response.EnsureSuccessStatusCode();
        var prompts = (await bridge.InterceptionAsync(response.InterceptionId())).GetProperty("prompts");
        return prompts.GetArrayLength() == 0 ? null : prompts[0].GetProperty("text").GetString();
    }

    private static string Path(KnownProtocol protocol) => protocol switch
    {
        KnownProtocol.AnthropicMessages => Traffic.Messages,
        KnownProtocol.OpenAiChat => Traffic.Chat,
        _ => Traffic.Responses,
    };

    // What was said before is another person's turn: none of it may come back as this one.
    private static string Body(KnownProtocol protocol, IReadOnlyList<string> texts, bool streaming)
    {
        var responses = protocol == KnownProtocol.OpenAiResponses;
        var content = texts.Select(text => new { type = responses ? "input_text" : "text", text });
        object[] messages = [new { role = "user", content = "earlier words" }, new { role = "assistant", content = "yes" }, new { role = "user", content }];
        return responses
            ? JsonSerializer.Serialize(new { model = "model-a", stream = streaming, input = messages })
            : JsonSerializer.Serialize(new { model = "model-a", max_tokens = 9, stream = streaming, messages });
    }
}
