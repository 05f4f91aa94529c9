namespace AiBridge.Tests.Conventions;

public sealed class StorageRuleTests
{
    [Fact]
    public void No_sql_is_written_outside_of_storage() => StorageRules.SqlElsewhere(Repository.Sources).Should().BeEmpty();

    [Fact]
    public void What_all_databases_share_knows_of_none() => StorageRules.OneDatabaseAmongAll(Repository.Sources).Should().BeEmpty();

    [Theory]
    [InlineData("await db.Database.ExecuteSqlRawAsync(\"DELETE FROM Tokens\");", "ExecuteSqlRawAsync")]
    [InlineData("var rows = db.Tokens.FromSql($\"SELECT 1\");", "FromSql")]
    [InlineData("var free = await db.Database.SqlQuery<int>($\"x\").SingleAsync();", "SqlQuery")]
    [InlineData("using var connection = new SqliteConnection(text);", "SqliteConnection")]
    [InlineData("using SQLitePCL;", "SQLitePCL")]
    [InlineData("await using var transaction = await db.Database.BeginTransactionAsync(level);", "BeginTransactionAsync")]
    [InlineData("await db.Database.MigrateAsync();", "MigrateAsync")]
    public void Sql_elsewhere_is_found(string code, string word)
    {
        StorageRules.SqlElsewhere([new SourceFile("Recording/Planted.cs", code)]).Should().ContainSingle().Which.Should().StartWith($"Recording/Planted.cs:1: {word} belongs");
        StorageRules.SqlElsewhere([new SourceFile("Storage/Planted.cs", code)]).Should().BeEmpty();
    }

    [Theory]
    [InlineData("// ExecuteSql is Storage's\nvar text = \"ExecuteSqlRaw\";")]
    [InlineData("await rows.ExecuteDeleteAsync(); await rows.ExecuteUpdateAsync(set => set); await db.BeginWriteAsync(cancellation);")]
    public void Linq_and_words_are_not(string code) => StorageRules.SqlElsewhere([new SourceFile("Recording/Planted.cs", code)]).Should().BeEmpty();

    [Fact]
    public void One_database_among_what_all_share_is_found()
    {
        StorageRules.OneDatabaseAmongAll([new SourceFile("Storage/Records/Planted.cs", "throw new SqliteException();")]).Should().ContainSingle();
        StorageRules.OneDatabaseAmongAll([new SourceFile("Storage/Sqlite/Planted.cs", "throw new SqliteException();")]).Should().BeEmpty();
    }
}
