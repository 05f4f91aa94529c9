using System.Text;
using AiBridge.Contracts.Projects;
using AiBridge.Projects;
using AiBridge.Storage.Rows;
using AiBridge.Tests.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Tests.Projects;

public sealed class TokenChangesTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new();
    private TemporaryDatabase _database = null!;
    private TokenFixture _process = null!;

    public async Task InitializeAsync()
    {
        _database = await TemporaryDatabase.CreateAsync();
        _process = new TokenFixture(_database, _clock);
        await _process.FirstTokens.EnsureAsync(null);
    }

    public async Task DisposeAsync()
    {
        _process.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_token_has_the_contracts_form_and_is_found_at_once()
    {
        var issued = await Issue();

        issued.Token.Should().MatchRegex("^aib_[A-Za-z0-9_-]{43}$");
        var found = _process.Directory.Find(issued.Token);
        found!.Id.Should().Be(issued.Id).And.StartWith("tok_");
        found.Allows("bridge:Invoke").Should().BeTrue();
        found.Allows("interceptions:Read").Should().BeFalse();
    }

    [Fact]
    public async Task Two_tokens_differ()
    {
        (await Issue()).Token.Should().NotBe((await Issue()).Token);
    }

    [Fact]
    public async Task Only_the_hash_of_a_token_reaches_the_files_of_the_database()
    {
        var issued = await Issue();
        await using (var db = _database.Open())
            (await db.Tokens.SingleAsync(row => row.Id == issued.Id)).Hash.Should().HaveLength(64);

        SqliteConnection.ClearAllPools();
        var files = Directory.GetFiles(_database.Directory);
        var text = string.Concat(files.Select(file => Encoding.Latin1.GetString(File.ReadAllBytes(file))));

        text.Should().Contain(TokenHash.Of(issued.Token).ToString(), "the search must be able to find what is there");
        text.Should().NotContain(issued.Token[4..]);
    }

    [Fact]
    public async Task A_revoked_token_is_gone_at_once_and_stays_in_the_list()
    {
        var issued = await Issue();

        await _process.RevokeAsync("prj_default", issued.Id);

        _process.Directory.Find(issued.Token).Should().BeNull();
        await AssertMissingAsync("prj_default", issued);
        (await _process.Projects.ListTokensAsync("prj_default")).Should().Contain(row => row.Id == issued.Id && row.RevokedAt != null);
    }

    [Fact]
    public async Task A_token_is_revoked_in_its_own_project_only()
    {
        var issued = await Issue();
        var other = new ProjectRow { Id = "prj_other", Name = "other" };
        await using var db = _database.Open();
        db.Projects.Add(other);
        await db.SaveChangesAsync();

        await AssertMissingAsync(other.Id, issued);

        _process.Directory.Find(issued.Token).Should().NotBeNull();
        (await _process.Projects.ListTokensAsync(other.Id)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_token_ends_at_its_expiry()
    {
        var issued = await _process.IssueAsync(
            new NewToken("prj_default", "short", ["bridge:Invoke"], ExpiresAt: _clock.GetUtcNow().AddMinutes(5)));

        _clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromMilliseconds(1));
        _process.Directory.Find(issued.Token).Should().NotBeNull();
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        _process.Directory.Find(issued.Token).Should().BeNull();
    }

    [Fact]
    public async Task A_token_for_a_project_that_does_not_exist_is_refused()
    {
        var act = () => _process.IssueAsync(new NewToken("prj_none", "x", ["*"]));

        (await act.Should().ThrowAsync<RefusedException>()).Which.Status.Should().Be(404);
    }

    [Theory]
    [InlineData("")]
    [InlineData("aib_")]
    [InlineData("sk-ant-something-else-entirely-that-is-long-enough")]
    [InlineData("aib_ÄÖÜaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Anything_else_is_not_found(string presented) => _process.Directory.Find(presented).Should().BeNull();

    [Fact]
    public async Task Finding_a_token_allocates_nothing()
    {
        var presented = (await Issue()).Token;
        _process.Directory.Find(presented);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            _process.Directory.Find(presented);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1000);
    }

    private async Task AssertMissingAsync(string project, IssuedTokenDto issued) =>
        (await _process.Invoking(process => process.RevokeAsync(project, issued.Id)).Should().ThrowAsync<RefusedException>()).Which.Status.Should().Be(404);

    private Task<IssuedTokenDto> Issue() => _process.IssueAsync(new NewToken("prj_default", "laptop", ["bridge:Invoke"], "Ada"));
}
