using System.Net;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Providers;
using AiBridge.Secrets.Ring;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.Secrets;

/// <summary>The ring as files: no master key is set.</summary>
public sealed class KeyRingTests
{
    private const string Value = "sk-ant-api03-value-under-the-ring-0001";

    [Fact]
    public async Task Its_directory_and_files_are_the_services_alone_even_where_the_directory_was_open_before()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using var fixture = await SecretFixture.OpenAsync();
        var keys = Path.Combine(fixture.Data, "keys");
        Directory.CreateDirectory(keys, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        await using var bridge = await fixture.StartAsync();
        await bridge.Secrets(SecretFixture.Admin).CreateIdAsync("one", Value);

        File.GetUnixFileMode(keys).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var file = Directory.GetFiles(keys).Should().ContainSingle().Subject;
        File.GetUnixFileMode(file).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task The_database_alone_yields_nothing_and_what_needs_it_says_so_while_all_else_works()
    {
        await using var fixture = await SecretFixture.OpenAsync();
        var (bridge, id) = await fixture.StartWithLabAsync(Value);
        await bridge.DisposeAsync();
        fixture.DatabaseBytes().Should().NotContain(Value);
        var thief = Path.Combine(fixture.Folder, "elsewhere");
        Directory.CreateDirectory(Path.Combine(thief, "data"));
        foreach (var file in Directory.GetFiles(fixture.Data, "aibridge.db*"))
            File.Copy(file, Path.Combine(thief, "data", Path.GetFileName(file)));

        await using var stolen = await fixture.StartAsync(thief);

        var admin = stolen.Secrets(SecretFixture.Admin);
        (await admin.ErrorAsync(id)).Should().Be("secret_not_decryptable");
        (await admin.GetAsync()).GetRawText().Should().Contain("secret_not_decryptable").And.NotContain(Value);
        (await stolen.StatusAsync("lab", SecretFixture.Admin)).Should().Be((HttpStatusCode.BadGateway, "secret_not_decryptable"));
        (await stolen.StatusAsync("anthropic", SecretFixture.Admin)).Status.Should().Be(HttpStatusCode.OK);
        fixture.Upstream.Received.Should().ContainSingle();
        using var health = await stolen.SendAsync(stolen.Get("/api/v1/providers/lab/health", SecretFixture.Admin));
        (await health.Content.ReadAsStringAsync()).Should().Contain("\"error\":\"secret_not_decryptable\"");
        (await stolen.Client.GetAsync("/health/ready")).StatusCode.Should().Be(HttpStatusCode.OK);

        await admin.PatchAsync(id, new { value = "sk-ant-api03-given-anew-0002" });
        (await stolen.StatusAsync("lab", SecretFixture.Admin)).Status.Should().Be(HttpStatusCode.OK);
        fixture.LastKey.Should().Be("sk-ant-api03-given-anew-0002");
    }

    [Fact]
    public async Task A_header_that_cannot_be_decrypted_is_not_left_out_of_a_call()
    {
        await using var fixture = await SecretFixture.OpenAsync();
        await using var bridge = await fixture.StartAsync();
        var admin = bridge.Secrets(SecretFixture.Admin);
        var id = await admin.CreateIdAsync("account", Value, null);
        await fixture.AddProviderAsync(bridge, "lab", id, "header:X-Account", "none");
        (await bridge.StatusAsync("lab", SecretFixture.Admin)).Status.Should().Be(HttpStatusCode.OK);
        fixture.Upstream.Received[^1].Headers["X-Account"].Should().Be(Value);

        await using var db = await bridge.DbAsync();
        await db.Secrets.ExecuteUpdateAsync(set => set.SetProperty(row => row.Protected, "damaged").SetProperty(row => row.Version, 7));
        await bridge.Services.GetRequiredService<StoredProviders>().ReloadAsync();

        (await bridge.StatusAsync("lab", SecretFixture.Admin)).Should().Be((HttpStatusCode.BadGateway, "secret_not_decryptable"));
        fixture.Upstream.Received.Should().ContainSingle();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rotation_beside_a_running_server_leaves_everything_readable_and_the_new_key_is_used(bool withMasterKey)
    {
        await using var fixture = await SecretFixture.OpenAsync();
        if (withMasterKey)
            fixture.Environment[MasterKeys.Variable] = MasterKeyTests.NewKey();
        var (bridge, id) = await fixture.StartWithLabAsync(Value);
        await using var running = bridge;
        var admin = bridge.Secrets(SecretFixture.Admin);
        var before = await RingKeyAsync(bridge, id);

        var (code, output, error) = await fixture.RunAsync("secrets", "rotate");

        error.Should().BeEmpty();
        code.Should().Be(0);
        var after = (await RingKeyAsync(bridge, id))!.Value;
        after.Should().NotBe(before!.Value);
        output.Should().Be($"New ring key {after}; it encrypts 1 stored values.{System.Environment.NewLine}");
        (await admin.ErrorAsync(id)).Should().BeNull("the running server reads a ring key that another process made");
        (await bridge.StatusAsync("lab", SecretFixture.Admin)).Status.Should().Be(HttpStatusCode.OK);
        fixture.LastKey.Should().Be(Value);
        await admin.PatchAsync(id, new { value = Value + "-next" });
        (await RingKeyAsync(bridge, id)).Should().Be(after, "new values are encrypted with the new key");
    }

    [Fact]
    public async Task What_was_encrypted_before_a_rotation_can_still_be_read_after_it()
    {
        await using var fixture = await SecretFixture.OpenAsync();
        var (bridge, id) = await fixture.StartWithLabAsync(Value);
        var old = await ProtectedAsync(bridge, id);
        await bridge.DisposeAsync();
        (await fixture.RunAsync("secrets", "rotate")).Code.Should().Be(0);

        await using var restarted = await fixture.StartAsync();
        await using (var db = await restarted.DbAsync())
            await db.Secrets.ExecuteUpdateAsync(set => set.SetProperty(row => row.Protected, old));

        (await restarted.Secrets(SecretFixture.Admin).ErrorAsync(id)).Should().BeNull();
    }

    [Fact]
    public async Task Rotation_leaves_what_it_cannot_read_as_it_is_and_says_so()
    {
        await using var fixture = await SecretFixture.OpenAsync();
        var (bridge, id) = await fixture.StartWithLabAsync(Value);
        await using var running = bridge;
        var readable = await bridge.Secrets(SecretFixture.Admin).CreateIdAsync("readable", Value);
        await using var db = await bridge.DbAsync();
        await db.Secrets.Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Protected, "no such value"));

        var (code, output, error) = await fixture.RunAsync("secrets", "rotate");

        code.Should().Be(1);
        output.Should().Contain("encrypts 1 stored values");
        error.Should().Contain(id).And.NotContain(readable);
        (await ProtectedAsync(bridge, id)).Should().Be("no such value");
    }

    internal static async Task<string> ProtectedAsync(Bridge bridge, string id)
    {
        await using var db = await bridge.DbAsync();
        return (await db.Secrets.AsNoTracking().SingleAsync(row => row.Id == id)).Protected;
    }

    private static async Task<Guid?> RingKeyAsync(Bridge bridge, string id) => KeyRing.KeyOf(await ProtectedAsync(bridge, id));
}
