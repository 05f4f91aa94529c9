using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace AiBridge.Configuration;

/// <summary>What <c>https://</c> addresses are served with.</summary>
/// <param name="Certificate">With its private key.</param>
/// <param name="Chain">What stands between it and a root its clients trust; sent along.</param>
internal sealed record ServerCertificate(X509Certificate2 Certificate, X509Certificate2Collection Chain)
{
    /// <summary>Null when none is named: then Kestrel looks for the developer's own. Also null, with a fault, when it cannot be used.</summary>
    public static ServerCertificate? Read(TlsOptions options, ConfigurationInputs inputs, ConfigurationFaults faults)
    {
        if (options.Certificate.Length == 0)
            return null;
        var path = inputs.FullPath(options.Certificate);
        try
        {
            return X509Certificate2.GetCertContentType(path) == X509ContentType.Pkcs12
                ? OfPkcs12(path, options)
                : OfPem(path, options.Key.Length > 0 ? inputs.FullPath(options.Key) : path, options);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            faults.Add("Tls:Certificate", $"{path} cannot be used: {fault.Message}");
            return null;
        }
    }

    public void Use(HttpsConnectionAdapterOptions https) => (https.ServerCertificate, https.ServerCertificateChain) = (Certificate, Chain);

    private static ServerCertificate OfPkcs12(string path, TlsOptions options)
    {
        var all = X509CertificateLoader.LoadPkcs12CollectionFromFile(path, options.Password);
        var own = all.FirstOrDefault(certificate => certificate.HasPrivateKey) ?? throw new CryptographicException("It holds no private key.");
        return new ServerCertificate(own, all);
    }

    private static ServerCertificate OfPem(string path, string key, TlsOptions options)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(path);
        return new ServerCertificate(
            options.Password.Length > 0 ? X509Certificate2.CreateFromEncryptedPemFile(path, options.Password, key) : X509Certificate2.CreateFromPemFile(path, key),
            chain);
    }
}
