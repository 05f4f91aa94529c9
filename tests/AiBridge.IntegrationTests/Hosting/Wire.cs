using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AiBridge.IntegrationTests.Hosting;

/// <summary>What client and bridge speak.</summary>
public enum Wire
{
    /// <summary>HTTP/1.1 without TLS.</summary>
    Plain,

    /// <summary>HTTP/1.1 over TLS.</summary>
    Http11,

    /// <summary>HTTP/2 over TLS, agreed on by ALPN.</summary>
    Http2,
}

internal static class Wires
{
    private static readonly string Pem = SelfSigned();

    /// <summary>The bridge's command line: a free port, and for TLS a certificate that is put into its folder.</summary>
    public static IReadOnlyList<string> Settings(this Wire wire, string folder)
    {
        if (wire == Wire.Plain)
            return ["--Listen=http://127.0.0.1:0"];
        File.WriteAllText(Path.Combine(folder, "bridge.pem"), Pem);
        return ["--Listen=https://127.0.0.1:0", "--Tls:Certificate=bridge.pem"];
    }

    /// <summary>A handler that speaks exactly this.</summary>
    public static HttpMessageHandler Speak(this Wire wire, SocketsHttpHandler handler)
    {
        handler.SslOptions = wire.ClientOptions();
        return new Speaker(wire == Wire.Http2 ? HttpVersion.Version20 : HttpVersion.Version11) { InnerHandler = handler };
    }

    /// <summary>Trusts the certificate of the tests.</summary>
    public static SslClientAuthenticationOptions ClientOptions(this Wire wire, params SslApplicationProtocol[] offered) => new()
    {
        TargetHost = "localhost",
        ApplicationProtocols = wire == Wire.Plain || offered.Length == 0 ? null : [.. offered],
        RemoteCertificateValidationCallback = (_, _, _, _) => true,
    };

    /// <summary>The connection with TLS upon it where the wire has it.</summary>
    public static async Task<Stream> OverAsync(this Wire wire, Stream connection, SslApplicationProtocol protocol)
    {
        if (wire == Wire.Plain)
            return connection;
        var tls = new SslStream(connection);
        await tls.AuthenticateAsClientAsync(wire.ClientOptions(protocol));
        tls.NegotiatedApplicationProtocol.Should().Be(protocol);
        return tls;
    }

    private static string SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(80));
        return certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    private sealed class Speaker(Version version) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            (request.Version, request.VersionPolicy) = (version, HttpVersionPolicy.RequestVersionExact);
            var response = await base.SendAsync(request, cancellationToken);
            response.Version.Should().Be(version);
            return response;
        }
    }
}
