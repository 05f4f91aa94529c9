using AiBridge.Configuration;
using AiBridge.Storage;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiBridge.Secrets.Ring;

/// <summary>Where the key ring lies.</summary>
/// <param name="Directory">Of the ring as files; used without a master key.</param>
/// <param name="MasterKeys">Null without one; else the ring lies in the database.</param>
internal sealed record RingPlace(string Directory, MasterKeys? MasterKeys)
{
    public IXmlRepository Open(IDbContextFactory<BridgeDb> contexts)
    {
        if (MasterKeys is not null)
            return new DatabaseRing(contexts, MasterKeys);
        OwnerOnly.CreateClosed(Directory);
        // The files themselves it makes for their owner alone; a copy that was put back may be open.
        foreach (var file in System.IO.Directory.EnumerateFiles(Directory, "*.xml"))
            OwnerOnly.CloseFile(file);
        return new FileSystemXmlRepository(new DirectoryInfo(Directory), NullLoggerFactory.Instance);
    }
}
