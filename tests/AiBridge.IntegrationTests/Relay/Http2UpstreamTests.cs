using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Relay;

/// <summary>The trust in the test's certificate comes from <c>SSL_CERT_FILE</c>, as with a company's own authority.</summary>
public sealed class Http2UpstreamTests
{
    private const string Admin = "aib_Http2TestAdminToken000000000000000000000000";

    [Fact]
    public async Task An_upstream_that_answers_before_it_has_read_gets_every_body_whole_and_its_own()
    {
        var folder = Directory.CreateTempSubdirectory("aibridge-http2-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "config"));
        using var certificate = Certificate(Path.Combine(folder, "authority.pem"));
        await using var upstream = await FakeUpstream.StartAsync(certificate);
        await File.WriteAllTextAsync(Path.Combine(folder, "config", "aibridge.json"), Config.For(upstream));
        using var bridge = await BridgeProcess.StartAsync(folder, Admin, Path.Combine(folder, "authority.pem"));
        var seen = new System.Collections.Concurrent.ConcurrentDictionary<string, string>();
        upstream.Always(async context =>
        {
            context.Response.ContentType = Answers.Json;
            var answer = Traffic.Utf8(Traffic.AnthropicAnswer);
            await context.Response.Body.WriteAsync(answer);
            await context.Response.Body.FlushAsync();
            var received = await context.ReadAsync();
            seen[received.Headers["x-case"]] = received.Sha256;
        });

        const int Cases = 200;
        var sent = new string[Cases];
        await Parallel.ForEachAsync(Enumerable.Range(0, Cases), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (index, cancellation) =>
        {
            var body = Traffic.BodyOf(200_000).Replace("the question", $"question {index} of its own", StringComparison.Ordinal);
            sent[index] = Traffic.Sha256(Traffic.Utf8(body));
            var request = bridge.Post(Traffic.Messages, body, Admin);
            request.Headers.Add("x-case", index.ToString(System.Globalization.CultureInfo.InvariantCulture));
            using var response = await bridge.Client.SendAsync(request, cancellation);
            response.StatusCode.Should().Be(HttpStatusCode.OK);
        });

        seen.Should().HaveCountGreaterThan(Cases / 2, "bodies must still arrive after the early answer");
        foreach (var (index, sha) in seen)
            sha.Should().Be(sent[int.Parse(index, System.Globalization.CultureInfo.InvariantCulture)]);
        bridge.Kill();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>For 127.0.0.1, signed by itself; the file gets what is to be trusted.</summary>
    internal static X509Certificate2 Certificate(string authorityFile)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(80));
        File.WriteAllText(authorityFile, certificate.ExportCertificatePem());
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }
}
