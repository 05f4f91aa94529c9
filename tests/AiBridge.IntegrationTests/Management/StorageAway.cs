using System.Net;
using System.Text.Json;
using AiBridge.IntegrationTests.Hosting;
using Microsoft.Data.Sqlite;

namespace AiBridge.IntegrationTests.Management;

/// <summary>What other people do to the database file of a running bridge.</summary>
internal static class StorageAway
{
    public static string FileOf(Bridge bridge) => Path.Combine(bridge.Folder, "data", "aibridge.db");

    public static void TakeAway(Bridge bridge) => File.Move(FileOf(bridge), FileOf(bridge) + ".away");

    public static void Restore(Bridge bridge) => File.Move(FileOf(bridge) + ".away", FileOf(bridge));

    /// <summary>The write lock, until it is disposed of.</summary>
    public static async Task<IAsyncDisposable> LockAsync(Bridge bridge)
    {
        var connection = new SqliteConnection($"Data Source={FileOf(bridge)};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "BEGIN EXCLUSIVE";
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    public static async Task AssertAwayAsync(HttpResponseMessage response, string what)
    {
        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable, what);
        response.Headers.RetryAfter!.Delta!.Value.TotalSeconds.Should().BeInRange(1, 45, what);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json", what);
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("code").GetString().Should().Be("storage_unavailable", what);
    }
}
