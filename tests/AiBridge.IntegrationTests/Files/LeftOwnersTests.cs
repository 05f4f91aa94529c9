using AiBridge.IntegrationTests.Hosting;
using AiBridge.Recording;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.Files;

/// <summary>What many processes left that died without records does not hold up a start.</summary>
public sealed class LeftOwnersTests : IDisposable
{
    private const int Left = 450;

    private readonly string _folder = Directory.CreateTempSubdirectory("aibridge-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Directories_without_records_are_forgotten_many_at_once()
    {
        var journal = Path.Combine(_folder, "data", "journal");
        for (var i = 0; i < Left; i++)
        {
            var owner = Directory.CreateDirectory(Path.Combine(journal, Guid.CreateVersion7().ToString())).FullName;
            await File.WriteAllBytesAsync(Path.Combine(owner, "lock"), []);
            if (i % 2 == 0)
                await File.WriteAllBytesAsync(Path.Combine(owner, "000001.journal"), new byte[100]);
        }

        using var forgotten = new CountedQueries(_folder, "DELETE FROM \"Owners\"");
        await using var bridge = await Bridge.StartAsync("{}", _folder);
        await bridge.Services.GetRequiredService<RecordingService>().Replayed;

        Directory.GetDirectories(journal).Should().ContainSingle("its own");
        forgotten.Count.Should().BeInRange(1, 10);
    }
}
