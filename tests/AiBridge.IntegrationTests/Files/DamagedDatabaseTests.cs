using System.Diagnostics;
using AiBridge.IntegrationTests.Hosting;
using Microsoft.Data.Sqlite;

namespace AiBridge.IntegrationTests.Files;

/// <summary>A database that is damaged, or none, ends the start in one clear sentence.</summary>
public sealed class DamagedDatabaseTests : IDisposable
{
    private const int PageBytes = 4096;

    private readonly string _folder = Directory.CreateTempSubdirectory("aibridge-test-").FullName;

    private string Database => Path.Combine(_folder, "data", "aibridge.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("no database")]
    [InlineData("a damaged beginning")]
    [InlineData("damaged pages")]
    public async Task The_file_and_the_remedy_are_named_and_no_trace_of_the_stack(string damage)
    {
        await using (await Bridge.StartAsync("{}", _folder))
        {
        }

        SqliteConnection.ClearAllPools();
        var bytes = damage == "no database" ? "this is a letter, not a database"u8.ToArray() : await File.ReadAllBytesAsync(Database);
        var from = damage == "damaged pages" ? PageBytes : 100;
        if (damage != "no database")
            bytes.AsSpan(from, bytes.Length - from).Fill(0xA5);
        await File.WriteAllBytesAsync(Database, bytes);

        var (code, said) = await ServeAsync();

        code.Should().Be(1);
        said.Should().Contain($"The database {Database} is damaged, or is none").And.Contain("put a backup in its place").And.NotContain("   at ").And.NotContain("listens on");
        (await File.ReadAllBytesAsync(Database)).Should().Equal(bytes, "nothing was changed");
        Directory.GetDirectories(Path.Combine(_folder, "data", "journal")).Should().BeEmpty();
    }

    [Theory]
    [InlineData("data/aibridge.db/", "The database {0} is a directory")]
    [InlineData("data", "A file or a directory that is needed cannot be had")]
    [InlineData("data/journal", "A file or a directory that is needed cannot be had")]
    [InlineData("data/keys", "A file or a directory that is needed cannot be had")]
    public async Task So_does_a_directory_in_a_files_place_or_a_file_in_a_directorys(string place, string expected)
    {
        var path = Path.Combine(_folder, place.TrimEnd('/'));
        Directory.CreateDirectory(place.EndsWith('/') ? path : Path.GetDirectoryName(path)!);
        if (!place.EndsWith('/'))
            await File.WriteAllTextAsync(path, "mine");

        var (code, said) = await ServeAsync();

        code.Should().Be(1);
        said.Should().Contain(string.Format(System.Globalization.CultureInfo.InvariantCulture, expected, path)).And.Contain(path).And.NotContain("   at ").And.NotContain("listens on");
    }

    private async Task<(int Code, string Said)> ServeAsync()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "AiBridge.dll"), "--Listen", "http://127.0.0.1:0"])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, string.Concat(said));
    }
}
