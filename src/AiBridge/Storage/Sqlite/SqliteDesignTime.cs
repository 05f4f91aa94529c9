using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace AiBridge.Storage.Sqlite;

/// <summary>Lets <c>dotnet ef migrations add</c> make a context without starting the service.</summary>
internal sealed class SqliteDesignTime : IDesignTimeDbContextFactory<SqliteBridgeDb>
{
    public SqliteBridgeDb CreateDbContext(string[] args)
    {
        var builder = new DbContextOptionsBuilder<SqliteBridgeDb>();
        SqliteSetup.Configure(builder, "Data Source=design-time.db");
        return new SqliteBridgeDb(builder.Options);
    }
}
