using System.CommandLine;
using AiBridge.Configuration;
using AiBridge.Providers;

namespace AiBridge.CommandLine;

/// <summary>Asks a running server whether it lives; for container images that have no other HTTP client.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public static Command Create(HostInputs inputs, TextWriter error)
    {
        var command = new Command("health", "Ask the running server on the first listening address whether it lives.");
        command.SetAction((_, cancellation) => AskAsync(inputs, error, cancellation));
        return command;
    }

    private static async Task<int> AskAsync(HostInputs inputs, TextWriter error, CancellationToken cancellation)
    {
        var options = ConfigurationReading.ReadOrThrow(inputs.Configuration).Options;
        var url = $"{ListenAddress.OnThisMachine(ListenAddress.Split(options.Listen)[0])}{options.BasePath}/health/live";
        try
        {
            // The certificate is this machine's own and need not name the address; nothing secret is sent.
            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true } }) { Timeout = Limit };
            using var response = await client.GetAsync(url, cancellation);
            await inputs.Output.WriteLineAsync($"{url}: {(int)response.StatusCode}");
            return response.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            await error.WriteLineAsync($"{url}: {failure.Message}");
            return 1;
        }
    }
}
