using System.Runtime.Versioning;
using AiBridge.CommandLine;
using AiBridge.IntegrationTests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.IntegrationTests.Files;

/// <summary>What the bridge keeps is for its own user, whatever was there before and whatever the umask says.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class OwnerOnlyTests : IDisposable
{
    private const UnixFileMode OwnersDirectory = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Everybodys = (UnixFileMode)0b111_111_111;
    private const string Logging = """{"Logging":{"File":"logs/bridge.log"},"Providers":[{"Type":"anthropic","BaseUrl":"http://127.0.0.1:9","MaxRetries":0,"Keys":["sk-ant-0000000001"]}]}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("aibridge-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task All_files_and_directories_are_closed_to_others(bool wereThere)
    {
        if (OperatingSystem.IsWindows())
            return;
        if (wereThere)
        {
            foreach (var name in (string[])["data", "logs", "data/journal", "data/keys"])
                File.SetUnixFileMode(Directory.CreateDirectory(Path.Combine(_folder, name)).FullName, Everybodys);
        }

        await using var bridge = await Bridge.StartAsync(Logging, _folder);
        (await bridge.SendAsync(bridge.Post(Traffic.Messages, Traffic.AnthropicRequest))).Dispose();
        await bridge.Admin.CreateAsync("/api/v1/secrets", new { name = "key", value = "sk-ant-0000000002" });
        await bridge.Client.GetAsync("/health/ready");

        var names = Modes().Keys.Select(path => Path.GetFileName(path)!).ToArray();
        names.Should().Contain(["aibridge.db", "aibridge.db-wal", "aibridge.db-shm", "aibridge.db.migrating", "lock", "000001.journal"], "the look must find what is there");
        names.Should().Contain(name => name.EndsWith(".xml")).And.Contain(name => name.StartsWith("bridge") && name.EndsWith(".log"));
        AssertClosed();
    }

    [Fact]
    public async Task What_an_earlier_version_left_open_is_closed_at_the_next_start()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using (await Bridge.StartAsync(Logging, _folder))
        {
        }

        foreach (var path in Modes().Keys)
            File.SetUnixFileMode(path, Directory.Exists(path) ? Everybodys : OwnersFile | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        await using var again = await Bridge.StartAsync(Logging, _folder);

        AssertClosed();
    }

    [Fact]
    public async Task A_directory_in_which_things_of_others_lie_keeps_its_mode()
    {
        if (OperatingSystem.IsWindows())
            return;
        var shared = Directory.CreateDirectory(Path.Combine(_folder, "shared")).FullName;
        File.SetUnixFileMode(shared, Everybodys);
        await File.WriteAllTextAsync(Path.Combine(shared, "somebody-elses"), "");

        await using var bridge = await Bridge.StartAsync($$"""{"Logging":{"File":"shared/bridge.log"},"Storage":{"ConnectionString":"{{shared}}/store.db"} }""", _folder);

        File.GetUnixFileMode(shared).Should().Be(Everybodys);
        Directory.GetFiles(shared).Where(file => Path.GetFileName(file) != "somebody-elses").Should().HaveCountGreaterThan(2).And.OnlyContain(file => File.GetUnixFileMode(file) == OwnersFile);
    }

    [Fact]
    public async Task The_key_ring_lies_where_the_log_says_before_the_first_secret_is_stored()
    {
        await using var bridge = await Bridge.StartAsync(Logging, _folder);

        var keys = Path.Combine(_folder, "data", "keys");
        (await bridge.LogAsync()).Should().Contain(keys);
        var file = Directory.GetFiles(keys).Should().ContainSingle().Subject;
        await bridge.Admin.CreateAsync("/api/v1/secrets", new { name = "key", value = "sk-ant-0000000002" });
        Directory.GetFiles(keys).Should().Equal(file);
    }

    [Fact]
    public async Task A_start_that_is_refused_leaves_no_journal_behind()
    {
        await using (var bridge = await Bridge.StartAsync("{}", _folder))
        {
            await using var db = await bridge.DbAsync();
            await db.Database.ExecuteSqlRawAsync("INSERT INTO __EFMigrationsHistory VALUES ('20990101000000_Later', '99')");
        }

        StringWriter output = new(), error = new();
        var code = await AiBridgeHost.RunAsync(["--Listen", "http://127.0.0.1:0"], new HostInputs { WorkingDirectory = _folder, Environment = new Dictionary<string, string>(), Output = output }, error);

        (code, error.ToString().Contains("20990101000000_Later")).Should().Be((1, true));
        Directory.GetDirectories(Path.Combine(_folder, "data", "journal")).Should().BeEmpty();
    }

    private Dictionary<string, UnixFileMode> Modes() => new[] { "data", "logs" }.Select(name => Path.Combine(_folder, name))
        .SelectMany(path => Directory.GetFileSystemEntries(path, "*", SearchOption.AllDirectories).Append(path))
        .ToDictionary(path => path, File.GetUnixFileMode);

    private void AssertClosed() => Modes().Where(entry => entry.Value != (Directory.Exists(entry.Key) ? OwnersDirectory : OwnersFile)).Should().BeEmpty();
}
