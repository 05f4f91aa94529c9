using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Tests.Storage;

public sealed class OneMomentTests
{
    [Fact]
    public async Task What_is_read_of_one_moment_does_not_see_a_later_change_and_holds_up_nobody()
    {
        await using var database = await TemporaryDatabase.CreateAsync();
        await using (var reader = database.Open())
        {
            await reader.ReadOneMomentAsync(CancellationToken.None);
            (await reader.Providers.CountAsync()).Should().Be(0);
            await using (var writer = database.Open())
            {
                writer.Providers.Add(new ProviderRow { Id = "prv_1", Name = "new", Settings = "{}" });
                await writer.SaveChangesAsync();
            }

            (await reader.Providers.CountAsync()).Should().Be(0);
        }

        await using var later = database.Open();
        (await later.Providers.CountAsync()).Should().Be(1);
        later.Providers.Add(new ProviderRow { Id = "prv_2", Name = "newer", Settings = "{}" });
        await later.SaveChangesAsync();
    }
}
