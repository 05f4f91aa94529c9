using System.Xml.Linq;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Secrets.Ring;

/// <summary>
/// A key ring in the database, where every process that shares it finds it. Whole elements are wrapped, not the secret part of
/// them: what lies there then names no type of ours that would have to exist for ever, and tells nothing.
/// </summary>
internal sealed class DatabaseRing(IDbContextFactory<BridgeDb> contexts, MasterKeys masterKeys) : IXmlRepository
{
    /// <summary>Those that can be unwrapped; values of the others count as not decryptable.</summary>
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var db = contexts.CreateDbContext();
        return [.. db.RingKeys.AsNoTracking().OrderBy(row => row.Id).ToList().Select(row => masterKeys.Unwrap(row.Name, row.Xml)).OfType<XElement>()];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var db = contexts.CreateDbContext();
        db.RingKeys.Add(new RingKeyRow { Name = friendlyName, Xml = masterKeys.Current.Wrap(friendlyName, element) });
        db.SaveChanges();
    }
}
