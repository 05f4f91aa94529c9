using System.Net;
using System.Security.Cryptography;
using System.Xml.Linq;
using AiBridge.Configuration;
using AiBridge.IntegrationTests.House;
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
        await using var house = await SecretHouse.OpenAsync();
        house.Environment[MasterKeys.Variable] = NewKey();
        var (bridge, id) = await house.StartWithLabAsync(Value);
        await bridge.DisposeAsync();

        Directory.Exists(Path.Combine(house.Data, "keys")).Should().BeFalse();
        house.DatabaseBytes().Should().Contain("<wrappedKey").And.NotContain("<key ").And.NotContain(house.Environment[MasterKeys.Variable]).And.NotContain(Value);
        await using var restarted = await house.StartAsync();
        (await restarted.As(SecretHouse.Admin).ErrorAsync(id)).Should().BeNull();
        await AskLabAsync(house, restarted);
    }

    [Fact]
    public async Task A_ring_of_files_is_taken_along_when_a_master_key_appears()
    {
        await using var house = await SecretHouse.OpenAsync();
        var (bridge, id) = await house.StartWithLabAsync(Value);
        await bridge.DisposeAsync();
        var ringSecret = XElement.Load(Directory.GetFiles(Path.Combine(house.Data, "keys")).Single()).Descendants("value").Single().Value;

        house.Environment[MasterKeys.Variable] = NewKey();
        await using var restarted = await house.StartAsync();

        Directory.GetFiles(Path.Combine(house.Data, "keys")).Should().BeEmpty();
        house.DatabaseBytes().Should().NotContain(ringSecret);
        (await restarted.As(SecretHouse.Admin).ErrorAsync(id)).Should().BeNull();
        await AskLabAsync(house, restarted);
    }

    [Fact]
    public async Task The_wrong_master_key_or_none_stops_no_start_and_the_right_one_brings_everything_back()
    {
        await using var house = await SecretHouse.OpenAsync();
        var right = house.Environment[MasterKeys.Variable] = NewKey();
        var (bridge, id) = await house.StartWithLabAsync(Value);
        await bridge.DisposeAsync();

        foreach (var wrong in new[] { NewKey(), null })
        {
            house.Environment.Remove(MasterKeys.Variable);
            if (wrong is not null)
                house.Environment[MasterKeys.Variable] = wrong;
            await using var locked = await house.StartAsync();
            (await locked.As(SecretHouse.Admin).ErrorAsync(id)).Should().Be("secret_not_decryptable");
            (await locked.As(SecretHouse.Admin).AskAsync("lab")).Should().Be((HttpStatusCode.BadGateway, "secret_not_decryptable"));
            (await locked.As(SecretHouse.Admin).AskAsync("anthropic")).Status.Should().Be(HttpStatusCode.OK);
            await locked.As(SecretHouse.Admin).CreateIdAsync("made meanwhile", Value);
        }

        house.Environment[MasterKeys.Variable] = right;
        await using var unlocked = await house.StartAsync();
        (await unlocked.As(SecretHouse.Admin).ErrorAsync(id)).Should().BeNull();
        await AskLabAsync(house, unlocked);
    }

    [Fact]
    public async Task After_a_change_of_the_master_key_the_earlier_one_is_needed_once()
    {
        await using var house = await SecretHouse.OpenAsync();
        var (first, second, third) = (NewKey(), NewKey(), NewKey());
        house.Environment[MasterKeys.Variable] = first;
        var (bridge, id) = await house.StartWithLabAsync(Value);
        await bridge.DisposeAsync();

        foreach (var (current, previous) in new[] { (second, first), (second, null), (third, $"{first}, {second}"), (third, null) })
        {
            house.Environment[MasterKeys.Variable] = current;
            house.Environment.Remove(MasterKeys.PreviousVariable);
            if (previous is not null)
                house.Environment[MasterKeys.PreviousVariable] = previous;
            await using var restarted = await house.StartAsync();
            (await restarted.As(SecretHouse.Admin).ErrorAsync(id)).Should().BeNull();
            await AskLabAsync(house, restarted);
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
        await using var house = await SecretHouse.OpenAsync();
        house.Environment[MasterKeys.Variable] = given;

        var start = async () => await house.StartAsync();

        var fault = (await start.Should().ThrowAsync<ConfigurationException>()).Which;
        fault.Faults.Should().ContainSingle().Which.Should().StartWith($"AIBRIDGE_MASTER_KEY: {problem}");
        if (given.Trim().Length > 0)
            fault.ToString().Should().NotContain(given.Trim());
        var (code, _, error) = await house.RunAsync("config", "check");
        code.Should().Be(2);
        error.Should().StartWith("AIBRIDGE_MASTER_KEY: ");
    }

    [Fact]
    public async Task Earlier_master_keys_have_the_same_rules_and_stand_not_alone()
    {
        await using var house = await SecretHouse.OpenAsync();
        house.Environment[MasterKeys.PreviousVariable] = $"{NewKey()},planted-garbage";

        var start = async () => await house.StartAsync();

        (await start.Should().ThrowAsync<ConfigurationException>()).Which.Faults.Should().Equal(
            "AIBRIDGE_MASTER_KEY_PREVIOUS: must be 32 random bytes as base64, base64url or 64 hexadecimal digits (openssl rand -base64 32)",
            "AIBRIDGE_MASTER_KEY_PREVIOUS: needs AIBRIDGE_MASTER_KEY beside it");
    }

    private static async Task AskLabAsync(SecretHouse house, Bridge bridge)
    {
        (await bridge.As(SecretHouse.Admin).AskAsync("lab")).Status.Should().Be(HttpStatusCode.OK);
        house.LastKey.Should().Be(Value);
    }
}
