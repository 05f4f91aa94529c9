using System.Text.Json;

namespace AiBridge.Benchmarks.Roles;

/// <summary>What a child says on its standard output once it can be called.</summary>
/// <param name="Address">Where it serves.</param>
/// <param name="Control">Where its figures are read; empty for the upstream.</param>
/// <param name="Token">The bridge token to present; empty when none is needed.</param>
/// <param name="StartMilliseconds">From the beginning of its start until it served.</param>
internal sealed record ReadyLine(string Address, string Control = "", string Token = "", double StartMilliseconds = 0)
{
    private const string Mark = "READY ";

    /// <summary>Says it, then waits until the parent closes standard input or dies.</summary>
    public async Task ServeUntilReleasedAsync()
    {
        await Console.Out.WriteLineAsync(Mark + JsonSerializer.Serialize(this));
        await Console.Out.FlushAsync();
        while (await Console.In.ReadLineAsync() is not null)
        {
        }
    }

    public static ReadyLine? TryRead(string line) =>
        line.StartsWith(Mark, StringComparison.Ordinal) ? JsonSerializer.Deserialize<ReadyLine>(line.AsSpan(Mark.Length)) : null;
}
