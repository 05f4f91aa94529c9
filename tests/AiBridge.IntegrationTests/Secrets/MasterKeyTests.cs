using System.Net;
using System.Security.Cryptography;
using System.Xml.Linq;
using AiBridge.Configuration;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Secrets.Ring;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.IntegrationTests.Secrets;

/// <summary>The ring in the database, wrapped by a master key.</summary>
public sealed class MasterKeyTests
{
    private const string Value = "sk-ant-api03-value-under-the-master-0001";

    public static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    [Fact]
    public async Task With_a_master_key_the_ring_lies_in_the_database_and_nowhere_else()
    {
        await using var fixture = await SecretFixture.OpenAsync();
        fixture.Environment[MasterKeys.Variable] = NewKey();
        var (bridge, id) = await fixture.StartWithLabAsync(Value);
        await bridge.DisposeAsync();

        Directory.Exists(Path.Combine(fixture.Data, "keys")).Should().BeFalse();
        fixture.DatabaseBytes().Should().Contain("<wrappedKey").And.NotContain("<key ").And.NotContain(fixture.Environment[MasterKeys.Variable]).And.NotContain(Value);
        await using var restarted = await fixture.StartAsync();
        (await restarted.Secrets(SecretFixture.Admin).ErrorAsync(id)).Should().BeNull();
        await AskLabAsync(fixture, restarted);
    }

    [Fact]
    public async Task A_ring_of_files_is_taken_along_when_a_master_key_appears()
    {
        await using var fixture = await SecretFixture.OpenAsync();
        var (bridge, id) = await fixture.StartWithLabAsync(Value);
        await bridge.DisposeAsync();
        var ringSecret = XElement.Load(Directory.GetFiles(Path.Combine(fixture.Data, "keys")).Single()).Descendants("value").Single().Value;

        fixture.Environment[MasterKeys.Variable] = NewKey();
        await using var restarted = await fixture.StartAsync();

        Directory.GetFiles(Path.Combine(fixture.Data, "keys")).Should().BeEmpty();
        fixture.DatabaseBytes().Should().NotContain(ringSecret);
        (await restarted.Secrets(SecretFixture.Admin).ErrorAsync(id)).Should().BeNull();
        await AskLabAsync(fixture, restarted);
    }

    [Fact]
    public async Task The_wrong_master_key_or_none_stops_no_start_and_the_right_one_brings_everything_back()
    {
        await using var fixture = await SecretFixture.OpenAsync();
        var right = fixture.Environment[MasterKeys.Variable] = NewKey();
        var (bridge, id) = await fixture.StartWithLabAsync(Value);
        await bridge.DisposeAsync();

        foreach (var wrong in new[] { NewKey(), null })
        {
            fixture.Environment.Remove(MasterKeys.Variable);
            if (wrong is not null)
                fixture.Environment[MasterKeys.Variable] = wrong;
            await using var locked = await fixture.StartAsync();
            (await locked.Secrets(SecretFixture.Admin).ErrorAsync(id)).Should().Be("secret_not_decryptable");
            (await locked.StatusAsync("lab", SecretFixture.Admin)).Should().Be((HttpStatusCode.BadGateway, "secret_not_decryptable"));
            (await locked.StatusAsync("anthropic", SecretFixture.Admin)).Status.Should().Be(HttpStatusCode.OK);
            await locked.Secrets(SecretFixture.Admin).CreateIdAsync("made meanwhile", Value);
        }

        fixture.Environment[MasterKeys.Variable] = right;
        await using var unlocked = await fixture.StartAsync();
        (await unlocked.Secrets(SecretFixture.Admin).ErrorAsync(id)).Should().BeNull();
        await AskLabAsync(fixture, unlocked);
    }

    [Fact]
    public async Task After_a_change_of_the_master_key_the_earlier_one_is_needed_once()
    {
        await using var fixture = await SecretFixture.OpenAsync();
        var (first, second, third) = (NewKey(), NewKey(), NewKey());
        fixture.Environment[MasterKeys.Variable] = first;
        var (bridge, id) = await fixture.StartWithLabAsync(Value);
        await bridge.DisposeAsync();

        foreach (var (current, previous) in new[] { (second, first), (second, null), (third, $"{first}, {second}"), (third, null) })
        {
            fixture.Environment[MasterKeys.Variable] = current;
            fixture.Environment.Remove(MasterKeys.PreviousVariable);
            if (previous is not null)
                fixture.Environment[MasterKeys.PreviousVariable] = previous;
            await using var restarted = await fixture.StartAsync();
            (await restarted.Secrets(SecretFixture.Admin).ErrorAsync(id)).Should().BeNull();
            await AskLabAsync(fixture, restarted);
            await using var db = await restarted.DbAsync();
            (await db.RingKeys.Select(row => row.Xml).ToListAsync()).Select(MasterKey.IdOf).Should().Equal(MasterKey.Parse(current, out _)!.Id);
        }
    }

    [Theory]
    [InlineData("", "must be 32 random bytes")]
    [InlineData("   ", "must be 32 random bytes")]
    [InlineData("planted-short", "must be 32 random bytes")]
    [InlineData("cGxhbnRlZC1zaG9ydC1rZXk=", "must be 32 random bytes")]
    [InlineData("planted! not base64, and long enough", "must be 32 random bytes")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "is not random")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "is not random")]
    public async Task What_is_no_master_key_stops_the_start_with_a_fault_that_does_not_repeat_it(string given, string problem)
    {
        await using var fixture = await SecretFixture.OpenAsync();
        fixture.Environment[MasterKeys.Variable] = given;

        var start = async () => await fixture.StartAsync();

        var fault = (await start.Should().ThrowAsync<ConfigurationException>()).Which;
        fault.Faults.Should().ContainSingle().Which.Should().StartWith($"AIBRIDGE_MASTER_KEY: {problem}");
        if (given.Trim().Length > 0)
            fault.ToString().Should().NotContain(given.Trim());
        var (code, _, error) = await fixture.RunAsync("config", "check");
        code.Should().Be(2);
        error.Should().StartWith("AIBRIDGE_MASTER_KEY: ");
    }

    [Fact]
    public async Task Earlier_master_keys_have_the_same_rules_and_stand_not_alone()
    {
        await using var fixture = await SecretFixture.OpenAsync();
        fixture.Environment[MasterKeys.PreviousVariable] = $"{NewKey()},planted-garbage";

        var start = async () => await fixture.StartAsync();

        (await start.Should().ThrowAsync<ConfigurationException>()).Which.Faults.Should().Equal(
            "AIBRIDGE_MASTER_KEY_PREVIOUS: must be 32 random bytes as base64, base64url or 64 hexadecimal digits (openssl rand -base64 32)",
            "AIBRIDGE_MASTER_KEY_PREVIOUS: needs AIBRIDGE_MASTER_KEY beside it");
    }

    private static async Task AskLabAsync(SecretFixture fixture, Bridge bridge)
    {
        (await bridge.StatusAsync("lab", SecretFixture.Admin)).Status.Should().Be(HttpStatusCode.OK);
        fixture.LastKey.Should().Be(Value);
    }
}
