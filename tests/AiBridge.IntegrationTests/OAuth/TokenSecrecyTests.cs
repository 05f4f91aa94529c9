using System.Text;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.OAuth;

public sealed class TokenSecrecyTests
{
    [Fact]
    public async Task Neither_the_client_secret_nor_a_token_shows_up_in_answers_logs_or_files()
    {
        var folder = Directory.CreateTempSubdirectory("aibridge-oauth-").FullName;
        var answers = new StringBuilder();
        await using (var fixture = await OAuthFixture.StartAsync(folder, new { File = "logs/bridge.log" }))
        {
            fixture.Tokens.Expect(Answers.Json, $$"""{"error":"{{OAuthFixture.ClientSecret}}","error_description":"{{OAuthFixture.ClientSecret}}"}""", 400);
            await NoteAsync(answers, await fixture.AskAsync());
            await NoteAsync(answers, await fixture.AskAsync());
            fixture.Upstream.Expect(Answers.Json, OAuthFixture.TokenOf(1), 401);
            fixture.Upstream.Expect(Answers.Json, OAuthFixture.TokenOf(2), 401);
            await NoteAsync(answers, await fixture.AskAsync());
            fixture.Upstream.Expect(Answers.Json, OAuthFixture.TokenOf(2), 500);
            fixture.Upstream.Expect(Answers.Json, OAuthFixture.TokenOf(2), 500);
            foreach (var path in new[] { "/api/v1/providers/lab/models", "/api/v1/providers/lab/health", "/api/v1/providers", "/api/v1/providers/lab", "/api/v1/interceptions" })
                await NoteAsync(answers, await fixture.Bridge.SendAsync(fixture.Bridge.Get(path, fixture.Bridge.AdminToken)));
            await NoteAsync(answers, await fixture.Bridge.SendAsync(fixture.Bridge.Post("/api/v1/providers/lab/test", "{}", fixture.Bridge.AdminToken)));
            await fixture.Bridge.FlushAsync();
        }

        var secrets = new[] { OAuthFixture.ClientSecret, OAuthFixture.TokenOf(1), OAuthFixture.TokenOf(2), OAuthFixture.TokenOf(3) };
        answers.ToString().Should().Contain("plan...", "a search that finds no hint searches nothing").And.NotContainAny(secrets);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith("aibridge.json", StringComparison.Ordinal)))
            Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)).Should().NotContainAny(secrets, "of {0}", Path.GetFileName(file));
        Directory.EnumerateFiles(Path.Combine(folder, "logs")).Should().NotBeEmpty();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(480)]
    public async Task A_token_the_upstream_repeats_is_neither_told_nor_recorded_nor_is_the_part_before_a_cut(int before)
    {
        await using var fixture = await OAuthFixture.StartAsync();
        fixture.Upstream.Expect(Answers.Json, new string('x', before) + OAuthFixture.TokenOf(1) + " is not welcome", 403);

        using var response = await fixture.AskAsync();

        (await response.Content.ReadAsStringAsync()).Should().Be(new string('x', before) + new string('*', OAuthFixture.TokenOf(1).Length) + " is not welcome");
        var message = (await fixture.Bridge.InterceptionAsync(response.InterceptionId())).GetProperty("errorMessage").GetString();
        message.Should().Contain("plan...0001").And.NotContain(OAuthFixture.TokenOf(1)[..12]);
    }

    private static async Task NoteAsync(StringBuilder answers, HttpResponseMessage response)
    {
        answers.Append(response.Headers).AppendLine(await response.Content.ReadAsStringAsync());
        response.Dispose();
    }
}
