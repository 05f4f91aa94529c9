using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Tests;

namespace AiBridge.IntegrationTests.Reload;

/// <summary>A change of a file that took effect is in the audit log, with what it touched.</summary>
public sealed class ReloadAuditTests
{
    private const string OldKey = "sk-of-the-file-old-0000001";
    private const string NewKey = "sk-of-the-file-new-0000002";

    [Fact]
    public async Task It_names_the_settings_and_providers_it_touched_and_no_secret()
    {
        await using var bridge = await Bridge.StartAsync(Configuration(60, OldKey, "openai", "groq"), clock: new FakeTimeProvider());

        await ChangeAsync(bridge, Configuration(30, NewKey, "openai", "xai"));

        var entry = await EntryAsync(bridge);
        entry.GetProperty("action").GetString().Should().Be("providers:Write");
        entry.GetProperty("resource").GetString().Should().Be("configuration");
        entry.GetProperty("actorId").ValueKind.Should().Be(JsonValueKind.Null);
        entry.GetProperty("changes").GetRawText().Should().Be(
            """[{"field":"Recording:RetentionDays","before":60,"after":30},{"field":"Providers:groq","before":"groq","after":null},"""
            + """{"field":"Providers:openai:Keys:0","before":null,"after":"changed"},{"field":"Providers:xai","before":null,"after":"xai"}]""");
        entry.GetRawText().Should().NotContain(OldKey).And.NotContain(NewKey);
    }

    [Fact]
    public async Task A_file_that_means_the_same_or_is_faulty_leaves_none()
    {
        await using var bridge = await Bridge.StartAsync(Configuration(60, OldKey, "openai"), clock: new FakeTimeProvider());

        await ChangeAsync(bridge, Configuration(60, OldKey, "openai") + "\n");
        await ChangeAsync(bridge, Configuration(-1, OldKey, "openai"));
        await ChangeAsync(bridge, Configuration(10, OldKey, "openai"));

        (await EntryAsync(bridge)).GetProperty("changes").GetRawText().Should().Be("""[{"field":"Recording:RetentionDays","before":60,"after":10}]""");
    }

    private static string Configuration(int days, string key, params string[] types) => JsonSerializer.Serialize(new
    {
        Recording = new { RetentionDays = days },
        Providers = types.Select(type => new { Type = type, Keys = type == "openai" ? new[] { key } : [] }),
    });

    private static async Task ChangeAsync(Bridge bridge, string configuration)
    {
        await bridge.ReconfigureAsync(configuration);
    }

    /// <summary>Written on another thread, soon after.</summary>
    private static async Task<JsonElement> EntryAsync(Bridge bridge)
    {
        JsonElement items = default;
        await Eventually.Is(async () => (items = (await bridge.Admin.GetAsync("/api/v1/audit?operation=reloadConfiguration")).GetProperty("items")).GetArrayLength() > 0);
        return items.EnumerateArray().Should().ContainSingle().Subject;
    }
}
