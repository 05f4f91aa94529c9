namespace AiBridge.Tests.Conventions;

public sealed class ChangeRuleTests
{
    [Fact]
    public void What_callers_change_is_saved_in_one_place() => ChangeRules.SavedElsewhere(Repository.Sources).Should().BeEmpty();

    [Theory]
    [InlineData("await db.SaveChangesAsync(cancellation);", "SaveChangesAsync")]
    [InlineData("db.SaveChanges();", "SaveChanges")]
    [InlineData("await db.Tokens.Where(row => row.Id == id).ExecuteDeleteAsync();", "ExecuteDeleteAsync")]
    [InlineData("await db.Tokens.ExecuteUpdateAsync(set => set.SetProperty(row => row.RevokedAt, now));", "ExecuteUpdateAsync")]
    [InlineData("await contexts.WriteTransactionAsync(db => work(db), cancellation);", "WriteTransactionAsync")]
    public void One_that_is_saved_elsewhere_is_found(string code, string word)
    {
        ChangeRules.SavedElsewhere([new SourceFile("Projects/Planted.cs", code)]).Should().ContainSingle().Which.Should().StartWith($"Projects/Planted.cs:1: {word}:");
        ChangeRules.SavedElsewhere([new SourceFile("Storage/Planted.cs", code), new SourceFile("Projects/Changes/PendingChange.cs", code)]).Should().BeEmpty();
    }
}
