using System.Security.Cryptography;
using AiBridge.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Tests.Storage;

public sealed class StoreFailuresTests
{
    [Theory]
    [InlineData(5, "busy", true)]
    [InlineData(6, "locked", true)]
    [InlineData(3, "perm", true)]
    [InlineData(8, "readonly", true)]
    [InlineData(10, "ioerr", true)]
    [InlineData(11, "corrupt", true)]
    [InlineData(13, "full", true)]
    [InlineData(14, "cantopen", true)]
    [InlineData(15, "protocol", true)]
    [InlineData(26, "notadb", true)]
    [InlineData(1, "error", false)]
    [InlineData(19, "constraint", false)]
    [InlineData(21, "misuse", false)]
    public void The_codes_of_a_store_that_is_locked_or_away_are_told_from_those_of_faults_of_ours(int code, string name, bool away)
    {
        var failure = new SqliteException(name, code);

        StoreFailures.IsUnavailable(failure).Should().Be(away);
        StoreFailures.IsUnavailable(new DbUpdateException("saving", failure)).Should().Be(away);
        StoreFailures.IsUnavailable(new CryptographicException("a ring in the database", failure)).Should().Be(away);
    }

    [Fact]
    public void Files_beside_the_database_that_cannot_be_written_count_as_it_does()
    {
        StoreFailures.IsUnavailable(new UnauthorizedAccessException("the data directory")).Should().BeTrue();
        StoreFailures.IsUnavailable(new CryptographicException("a ring in files", new IOException("no space left"))).Should().BeTrue();
    }

    [Fact]
    public void Other_failures_are_none()
    {
        StoreFailures.IsUnavailable(new IOException("a client that has left")).Should().BeFalse();
        StoreFailures.IsUnavailable(new CryptographicException("damaged")).Should().BeFalse();
        StoreFailures.IsUnavailable(new InvalidOperationException("a bug")).Should().BeFalse();
        StoreFailures.IsUnavailable(new DbUpdateConcurrencyException("another was faster")).Should().BeFalse();
    }
}
