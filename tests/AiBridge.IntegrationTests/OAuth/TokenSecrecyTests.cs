using System.Text;
using AiBridge.IntegrationTests.House;

namespace AiBridge.IntegrationTests.OAuth;

public sealed class TokenSecrecyTests
{
    [Fact]
    public async Task Neither_the_client_secret_nor_a_token_shows_up_in_answers_logs_or_files()
    {
        var folder = Directory.CreateTempSubdirectory("aibridge-oauth-").FullName;
        var answers = new StringBuilder();
        await using (var house = await OAuthHouse.StartAsync(folder, new { Level = "Verbose", File = "logs/bridge.log" }))
        {
            house.Tokens.Expect(Answers.Json, $$"""{"error":"{{OAuthHouse.ClientSecret}}","error_description":"{{OAuthHouse.ClientSecret}}"}""", 400);
            await NoteAsync(answers, await house.AskAsync());
            await NoteAsync(answers, await house.AskAsync());
            house.Upstream.Expect(Answers.Json, OAuthHouse.TokenOf(1), 401);
            house.Upstream.Expect(Answers.Json, OAuthHouse.TokenOf(2), 401);
            await NoteAsync(answers, await house.AskAsync());
            house.Upstream.Expect(Answers.Json, OAuthHouse.TokenOf(2), 500);
            house.Upstream.Expect(Answers.Json, OAuthHouse.TokenOf(2), 500);
            foreach (var path in new[] { "/api/v1/providers/lab/models", "/api/v1/providers/lab/health", "/api/v1/providers", "/api/v1/providers/lab", "/api/v1/interceptions" })
                await NoteAsync(answers, await house.Bridge.SendAsync(house.Bridge.Get(path, house.Bridge.AdminToken)));
            await NoteAsync(answers, await house.Bridge.SendAsync(house.Bridge.Post("/api/v1/providers/lab/test", "{}", house.Bridge.AdminToken)));
            await house.Bridge.FlushAsync();
        }

        var secrets = new[] { OAuthHouse.ClientSecret, OAuthHouse.TokenOf(1), OAuthHouse.TokenOf(2), OAuthHouse.TokenOf(3) };
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
        await using var house = await OAuthHouse.StartAsync();
        house.Upstream.Expect(Answers.Json, new string('x', before) + OAuthHouse.TokenOf(1) + " is not welcome", 403);

        using var response = await house.AskAsync();

        (await response.Content.ReadAsStringAsync()).Should().Be(new string('x', before) + new string('*', OAuthHouse.TokenOf(1).Length) + " is not welcome");
        var message = (await house.Bridge.InterceptionAsync(response.InterceptionId())).GetProperty("errorMessage").GetString();
        message.Should().Contain("plan...0001").And.NotContain(OAuthHouse.TokenOf(1)[..12]);
    }

    private static async Task NoteAsync(StringBuilder answers, HttpResponseMessage response)
    {
        answers.Append(response.Headers).AppendLine(await response.Content.ReadAsStringAsync());
        response.Dispose();
    }
}
