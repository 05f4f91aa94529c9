using AiBridge.Projects;
using AiBridge.Storage;
using AiBridge.Tests.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiBridge.Tests.Projects;

public sealed class TokenDirectoryRefreshTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new();
    private TemporaryDatabase _database = null!;
    private TemporaryDatabase _otherFiles = null!;
    private TokenFixture _process = null!;
    private TokenFixture _other = null!;

    public async Task InitializeAsync()
    {
        _database = await TemporaryDatabase.CreateAsync();
        _otherFiles = _database.AnotherProcess();
        _process = new TokenFixture(_database, _clock);
        _other = new TokenFixture(_otherFiles, _clock);
        await _process.FirstTokens.EnsureAsync(null);
        await _other.Directory.ReloadAsync();
    }

    public async Task DisposeAsync()
    {
        _process.Dispose();
        _other.Dispose();
        await _otherFiles.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_token_made_or_revoked_elsewhere_is_noticed_by_the_next_poll()
    {
        var issued = await _process.IssueAsync(new NewToken("prj_default", "x", ["*"]));
        _other.Directory.Find(issued.Token).Should().BeNull("it has not looked yet");

        (await _other.Directory.ReloadIfChangedAsync(default)).Should().BeTrue();
        _other.Directory.Find(issued.Token).Should().NotBeNull();
        (await _other.Directory.ReloadIfChangedAsync(default)).Should().BeFalse("nothing changed since");

        await _process.RevokeAsync("prj_default", issued.Id);
        (await _other.Directory.ReloadIfChangedAsync(default)).Should().BeTrue();
        _other.Directory.Find(issued.Token).Should().BeNull();
    }

    [Fact]
    public async Task The_service_polls_every_second()
    {
        using var refresh = new StoreRefresh<TokenDirectory>(_other.Directory, _clock, NullLogger<StoreRefresh<TokenDirectory>>.Instance);
        await refresh.StartAsync(default);
        var issued = await _process.IssueAsync(new NewToken("prj_default", "x", ["*"]));

        await SecondsUntil(() => _other.Directory.Find(issued.Token) is not null);
        await refresh.StopAsync(default);
    }

    [Fact]
    public async Task While_the_store_is_out_of_reach_what_is_known_stays_in_force()
    {
        var log = new ListLogger<StoreRefresh<TokenDirectory>>();
        using var refresh = new StoreRefresh<TokenDirectory>(_other.Directory, _clock, log);
        var before = await _process.IssueAsync(new NewToken("prj_default", "x", ["*"]));
        await refresh.StartAsync(default);

        Execute("ALTER TABLE ChangeCounters RENAME TO Hidden");
        await SecondsUntil(() => log.Entries.Count > 0);
        _other.Directory.Find(before.Token).Should().NotBeNull();

        Execute("ALTER TABLE Hidden RENAME TO ChangeCounters");
        var after = await _process.IssueAsync(new NewToken("prj_default", "y", ["*"]));
        await SecondsUntil(() => _other.Directory.Find(after.Token) is not null);
        await refresh.StopAsync(default);
        log.Entries.Should().Equal(
            (LogLevel.Warning, "The store of tokens is out of reach; those known so far stay in force"),
            (LogLevel.Information, "Another process changed tokens; they were read anew"));
    }

    [Fact]
    public async Task A_change_that_is_rolled_back_counts_nothing()
    {
        var act = () => _process.IssueAsync(new NewToken("prj_none", "x", ["*"]));
        await act.Should().ThrowAsync<Exception>();

        (await _other.Directory.ReloadIfChangedAsync(default)).Should().BeFalse();
    }

    /// <summary>The service makes its timer on a thread of its own, perhaps after the first of these seconds.</summary>
    private Task SecondsUntil(Func<bool> condition) => Eventually.Is(() =>
    {
        _clock.Advance(TimeSpan.FromSeconds(1));
        return condition();
    });

    private void Execute(string sql)
    {
        using var connection = _database.Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
