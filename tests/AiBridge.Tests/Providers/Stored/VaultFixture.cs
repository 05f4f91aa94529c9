using System.Xml.Linq;
using AiBridge.Secrets;
using AiBridge.Secrets.Ring;
using AiBridge.Storage.Rows;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace AiBridge.Tests.Providers.Stored;

/// <summary>A vault with a key ring of its own, and secrets that it has encrypted.</summary>
internal sealed class VaultFixture
{
    public VaultFixture()
    {
        // Data Protection asks the system's clock whether a key is still good.
        var ring = new KeyRing(new MemoryRing(), TimeProvider.System);
        ring.AddKey();
        Vault = new SecretVault(ring);
    }

    public SecretVault Vault { get; }

    /// <summary>What no other vault can decrypt.</summary>
    public SecretRow Secret(string value) => new() { Id = "sec_1", Name = "key", Protected = Vault.Protect(new Secret(value)), Hint = "..." };

    private sealed class MemoryRing : IXmlRepository
    {
        private readonly List<XElement> _elements = [];

        public IReadOnlyCollection<XElement> GetAllElements() => [.. _elements];

        public void StoreElement(XElement element, string friendlyName) => _elements.Add(element);
    }
}
