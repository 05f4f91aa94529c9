using System.Buffers.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace AiBridge.Secrets.Ring;

/// <summary>
/// The Data Protection keys in force. Data Protection reads its ring anew once a day; here a value of an unknown key is reason
/// enough, because another process may have made that key a moment ago.
/// </summary>
internal sealed class KeyRing(IXmlRepository repository, TimeProvider clock)
{
    private const string Application = "AiBridge";
    private const string Purpose = "AiBridge.Secrets.v1";

    // A protected value begins with a magic number of 4 bytes and the 16 of its key's id (Data Protection's documented format).
    private const int MagicBytes = 4;
    private const int HeaderBytes = MagicBytes + 16;

    private static readonly TimeSpan KeyLifetime = TimeSpan.FromDays(90);

    private readonly Lock _opening = new();
    private volatile OpenRing? _current;

    /// <summary>Encrypts and decrypts with every key known now.</summary>
    public IDataProtector Protector => Current.Protector;

    /// <summary>The id of the key a value was encrypted with; null when it is no such value.</summary>
    public static Guid? KeyOf(string protectedValue)
    {
        // Whole groups of 4 characters, 3 bytes each, that hold the header.
        const int Characters = (HeaderBytes + 2) / 3 * 4;
        if (protectedValue.Length < Characters || protectedValue.AsSpan(0, Characters) is var header && !Base64Url.IsValid(header))
            return null;
        return new Guid(Base64Url.DecodeFromChars(header).AsSpan(MagicBytes, HeaderBytes - MagicBytes));
    }

    /// <summary>Whether the ring has the key; when it is not known here, the ring is read anew.</summary>
    public bool Has(Guid key)
    {
        if (Current.Has(key))
            return true;
        // Many values may be of a key that is lost for good; a look is cheaper than opening the ring.
        if (!repository.GetAllElements().Any(element => Guid.TryParse(element.Attribute("id")?.Value, out var id) && id == key))
            return false;
        lock (_opening)
        {
            var fresh = Open();
            if (!fresh.Has(key))
                return false;
            _current = fresh;
            return true;
        }
    }

    /// <summary>Adds a key that encrypts from now on; the earlier ones still decrypt.</summary>
    public Guid AddKey()
    {
        var now = clock.GetUtcNow();
        var fresh = Open();
        var key = fresh.Keys.CreateNewKey(now, now + KeyLifetime).KeyId;
        _current = fresh;
        return key;
    }

    private OpenRing Current
    {
        get
        {
            if (_current is { } known)
                return known;
            lock (_opening)
                return _current ??= Open();
        }
    }

    // Data Protection of its own, without a logger: what it says of its keys belongs in no log.
    private OpenRing Open()
    {
        var services = new ServiceCollection();
        services.AddDataProtection().SetApplicationName(Application).AddKeyManagementOptions(options => options.XmlRepository = repository);
        var provider = services.BuildServiceProvider();
        return new OpenRing(
            provider.GetRequiredService<IDataProtectionProvider>().CreateProtector(Purpose),
            provider.GetRequiredService<IKeyManager>());
    }

    private sealed record OpenRing(IDataProtector Protector, IKeyManager Keys)
    {
        private readonly Lazy<HashSet<Guid>> _ids = new(() => [.. Keys.GetAllKeys().Select(key => key.KeyId)]);

        public bool Has(Guid key) => _ids.Value.Contains(key);
    }
}
