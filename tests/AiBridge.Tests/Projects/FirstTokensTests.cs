using AiBridge.Configuration;
using AiBridge.Projects;
using AiBridge.Tests.Storage;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Tests.Projects;

public sealed class FirstTokensTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new();
    private TemporaryDatabase _database = null!;
    private TokenFixture _process = null!;

    public async Task InitializeAsync()
    {
        _database = await TemporaryDatabase.CreateAsync();
        _process = new TokenFixture(_database, _clock);
    }

    public async Task DisposeAsync()
    {
        _process.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task The_first_start_makes_an_administrator_and_a_project_token()
    {
        var made = await _process.FirstTokens.EnsureAsync(null);

        var admin = _process.Directory.Find(made.Admin!.Secret.Reveal())!;
        admin.ServerScope.Should().BeTrue();
        admin.Permissions.Should().Equal("*");
        var project = _process.Directory.Find(made.Project!.Secret.Reveal())!;
        project.ServerScope.Should().BeFalse();
        project.ProjectId.Should().Be("prj_default");
        project.Permissions.Should().Equal("bridge:Invoke", "interceptions:Read", "ai:ReadConfig", "ai:Chat", "ai:ReadStats");
        (await _process.Projects.ListAsync()).Should().ContainSingle(row => row.Id == "prj_default" && row.Name == "default");
    }

    [Fact]
    public async Task A_later_start_makes_none_even_when_all_were_revoked()
    {
        var made = await _process.FirstTokens.EnsureAsync(null);
        await _process.RevokeAsync("prj_default", made.Project!.Row.Id);
        // By nobody's means: the last administrator is not to be revoked.
        await using (var db = _database.Open())
        {
            db.Tokens.Single(row => row.Id == made.Admin!.Row.Id).RevokedAt = 1;
            await db.SaveChangesAsync();
        }

        var again = await _process.FirstTokens.EnsureAsync(null);

        again.Should().Be(new FirstTokensMade(null, null));
    }

    [Fact]
    public async Task Two_processes_that_start_at_once_make_one_pair()
    {
        await using var files = _database.AnotherProcess();
        using var other = new TokenFixture(files, _clock);

        var made = await Task.WhenAll(
            Task.Run(() => _process.FirstTokens.EnsureAsync(null)),
            Task.Run(() => other.FirstTokens.EnsureAsync(null)));

        made.Count(tokens => tokens.Admin is not null).Should().Be(1);
        await using var db = _database.Open();
        (await db.Tokens.CountAsync()).Should().Be(2);
        (await db.Projects.CountAsync()).Should().Be(1);
    }

    [Fact]
    public async Task The_variable_sets_the_administrator_and_the_project_token_is_still_made()
    {
        var given = TokenFormat.Create().Reveal();

        var made = await _process.FirstTokens.EnsureAsync(given);

        made.Admin.Should().BeNull("its owner knows it");
        made.Project.Should().NotBeNull();
        _process.Directory.Find(given)!.ServerScope.Should().BeTrue();
    }

    [Fact]
    public async Task Another_value_of_the_variable_replaces_the_earlier_one_and_no_other_token()
    {
        var ours = (await _process.FirstTokens.EnsureAsync(null)).Admin!.Secret.Reveal();
        var earlier = TokenFormat.Create().Reveal();
        var later = TokenFormat.Create().Reveal();

        await _process.FirstTokens.EnsureAsync(earlier);
        await _process.FirstTokens.EnsureAsync(later);

        _process.Directory.Find(earlier).Should().BeNull();
        _process.Directory.Find(later)!.ServerScope.Should().BeTrue();
        _process.Directory.Find(ours).Should().NotBeNull();
    }

    [Fact]
    public async Task The_same_value_again_changes_nothing_and_one_revoked_before_lives_again()
    {
        var a = TokenFormat.Create().Reveal();
        var b = TokenFormat.Create().Reveal();

        foreach (var value in new[] { a, a, b, a })
            await _process.FirstTokens.EnsureAsync(value);

        _process.Directory.Find(a).Should().NotBeNull();
        _process.Directory.Find(b).Should().BeNull();
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("aib_tooshort")]
    [InlineData("aib_spaces are not allowed in here, not even one")]
    public async Task A_value_of_another_form_is_refused_without_being_repeated(string value)
    {
        var act = () => _process.FirstTokens.EnsureAsync(value);

        var thrown = await act.Should().ThrowAsync<ConfigurationException>().WithMessage("*AIBRIDGE_ADMIN_TOKEN*");
        thrown.Which.Message.Should().NotContain(value);
    }
}
