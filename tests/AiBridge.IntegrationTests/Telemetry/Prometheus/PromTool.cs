using System.Diagnostics;

namespace AiBridge.IntegrationTests.Telemetry.Prometheus;

/// <summary>Prometheus' own checks.</summary>
internal static class PromTool
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>What it says; it must be content, and say nothing of what could be better.</summary>
    /// <param name="arguments">What to check.</param>
    /// <param name="input">Given to its standard input.</param>
    public static async Task<string> CheckAsync(string[] arguments, string input = "")
    {
        using var process = Process.Start(new ProcessStartInfo("promtool", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var text = string.Concat(await said.WaitAsync(Limit));
        await process.WaitForExitAsync().WaitAsync(Limit);
        process.ExitCode.Should().Be(0, text);
        return text;
    }
}
