using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AiBridge.Configuration;

namespace AiBridge.Tests.Configuration;

public sealed class ServerCertificateTests : IDisposable
{
    private const string Password = "of the tests";

    private readonly ConfigurationFolder _folder = new();
    private readonly ConfigurationFaults _faults = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;

    public ServerCertificateTests() =>
        _certificate = new CertificateRequest("CN=bridge", _key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(80));

    private string Pem => _certificate.ExportCertificatePem();

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void None_is_named() => Read(new()).Should().BeNull();

    [Fact]
    public void A_pem_file_holds_its_key()
    {
        _folder.Write("bridge.pem", Pem + "\n" + _key.ExportPkcs8PrivateKeyPem());
        IsGood(new() { Certificate = "bridge.pem" });
    }

    [Fact]
    public void An_encrypted_key_lies_beside_a_pem_file_with_its_chain()
    {
        var parameters = new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1000);
        _folder.Write("bridge.pem", Pem + "\n" + Pem).Write("bridge.key", _key.ExportEncryptedPkcs8PrivateKeyPem(Password, parameters));
        IsGood(new() { Certificate = "bridge.pem", Key = "bridge.key", Password = Password }).Chain.Should().HaveCount(2);
    }

    [Fact]
    public void A_pkcs12_file()
    {
        File.WriteAllBytes(_folder.Inputs.FullPath("bridge.pfx"), _certificate.Export(X509ContentType.Pfx, Password));
        IsGood(new() { Certificate = "bridge.pfx", Password = Password });
    }

    [Theory]
    [InlineData("missing.pem", "")]
    [InlineData("bridge.pem", "")]
    [InlineData("bridge.pem", "missing.key")]
    [InlineData("bridge.pem", "empty.key")]
    [InlineData("empty.key", "")]
    [InlineData("bridge.pfx", "")]
    public void What_cannot_be_used_is_a_fault(string certificate, string key)
    {
        _folder.Write("bridge.pem", Pem).Write("empty.key", "");
        File.WriteAllBytes(_folder.Inputs.FullPath("bridge.pfx"), _certificate.Export(X509ContentType.Pfx, Password));

        Read(new() { Certificate = certificate, Key = key, Password = "another" }).Should().BeNull();

        _faults.All.Should().ContainSingle().Which.Should().StartWith("Tls:Certificate: ").And.Contain(certificate).And.NotContain("another");
    }

    private ServerCertificate? Read(TlsOptions options) => ServerCertificate.Read(options, _folder.Inputs, _faults);

    private ServerCertificate IsGood(TlsOptions options)
    {
        var read = Read(options);
        _faults.All.Should().BeEmpty();
        read!.Certificate.HasPrivateKey.Should().BeTrue();
        read.Certificate.Thumbprint.Should().Be(_certificate.Thumbprint);
        return read;
    }
}
